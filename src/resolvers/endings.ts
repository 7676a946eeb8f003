import type { EventPlan } from '../graphql/types.js';

/** AppSync ends the subscriptions of so many fields in one request (AppSync: "Using subscription invalidation"). */
const most = 5;

/** Fields of Subscription by the call of `endSubscriptions` that ends theirs. */
export function endings(events: readonly EventPlan[]): readonly (readonly string[])[] {
  const fields = events.map(({ field }) => field);
  return Array.from({ length: Math.ceil(fields.length / most) }, (_, part) => fields.slice(part * most, (part + 1) * most));
}
