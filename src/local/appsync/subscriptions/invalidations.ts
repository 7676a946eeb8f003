import type { RequestState } from '../execution/request.js';
import { isRecord } from '../is-record.js';

export interface Invalidation {
  readonly field: string;
  readonly payload: unknown;
}

/** AppSync's limit for one request. */
const limit = 5;

/** The subscriptions that a mutation's resolvers want ended; those beyond the limit are left alone, with an error. */
export function invalidations({ extensions, errors }: Pick<RequestState, 'extensions' | 'errors'>): readonly Invalidation[] {
  const wanted = extensions.filter(({ name }) => name === 'invalidateSubscriptions').flatMap(({ values: [value] }): Invalidation[] => {
    const field = isRecord(value) ? value['subscriptionField'] : undefined;
    return isRecord(value) && typeof field === 'string' ? [{ field, payload: value['payload'] ?? null }] : [];
  });
  if (wanted.length > limit) {
    errors.push({ path: null, locations: null, errorType: 'SubscriptionInvalidationLimitReached', message: `A request invalidates subscriptions ${limit} times at most` });
  }
  return wanted.slice(0, limit);
}
