export { endSubscriptions } from './subscriptions/end-subscriptions.js';
export { publishEvents } from './subscriptions/publish-events.js';
export type { PublishOptions, SubscriptionOptions } from './subscriptions/types.js';
