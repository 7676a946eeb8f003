import { ids } from './ids.js';
import { numbers } from './numbers.js';
import { texts } from './texts.js';
import { times } from './times.js';
import { toSubscriptionFilter } from './to-subscription-filter.js';
import type { Utility } from './utility.js';

/** The functions of `util` that both engines have, by their dotted names; those that end a handler are the engines' own. */
export const utilities: Readonly<Record<string, Utility>> = {
  ...texts,
  ...ids,
  ...times,
  ...numbers,
  'transform.toSubscriptionFilter': toSubscriptionFilter,
};

export const utilityNames: readonly string[] = Object.keys(utilities);
