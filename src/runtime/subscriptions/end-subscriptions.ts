import { readSubscriptions } from './read-subscriptions.js';
import { createSender } from './send-mutation.js';
import type { SubscriptionOptions } from './types.js';

export const endingMutation = 'mutation End($member: ID!, $part: Int!) { endSubscriptions(member: $member, part: $part) }';

/**
 * Ends all subscriptions of a member, by `cognition.users.id`, or of a person in all tenants, by `sub`: for whoever
 * shuts members out beside the API, as the worker does by `signedOut`.
 *
 * @returns rejects where the API does not take it
 * @throws TypeError at once for what is no statements.json, or an address that is none
 */
export function endSubscriptions(options: SubscriptionOptions): (member: string) => Promise<void> {
  const parts = readSubscriptions(options.manifest)?.parts ?? 0;
  const send = createSender(options);
  const { patience = 2_000 } = options;
  return async (member) => {
    for (let part = 0; part < parts; part++) await send(endingMutation, { member, part }, AbortSignal.timeout(patience));
  };
}
