import { isRecord } from '../is-record.js';

/** A rule of one entry: all rules of an entry hold, or another entry does. */
export interface FilterRule {
  readonly fieldName: string;
  readonly operator: string;
  readonly value: unknown;
}

export interface SubscriptionFilter {
  readonly filterGroup: readonly { readonly filters: readonly FilterRule[] }[];
}

/** Entries that any of may hold. */
type Entries = readonly (readonly FilterRule[])[];

/**
 * `util.transform.toSubscriptionFilter`: `{ title: { beginsWith: 'x' }, or: [...] }` as the filter group that
 * `extensions.setSubscriptionFilter` takes.
 *
 * @param ignored names of fields that are left out
 * @param rules a filter of the same form that always has to hold too
 */
export function toSubscriptionFilter(filter: unknown, ignored?: unknown, rules?: unknown): SubscriptionFilter {
  const without = new Set(Array.isArray(ignored) ? ignored.map(String) : []);
  const entries = both(entriesOf(filter, without), entriesOf(rules, new Set()));
  return { filterGroup: entries.filter((rulesOfOne) => rulesOfOne.length > 0).map((filters) => ({ filters })) };
}

function entriesOf(filter: unknown, ignored: ReadonlySet<string>): Entries {
  if (!isRecord(filter)) return [[]];
  let entries: Entries = [[]];
  for (const [name, condition] of Object.entries(filter)) {
    if (name === 'and' && Array.isArray(condition)) for (const one of condition) entries = both(entries, entriesOf(one, ignored));
    else if (name === 'or' && Array.isArray(condition)) entries = both(entries, condition.flatMap((one) => entriesOf(one, ignored)));
    else if (!ignored.has(name) && isRecord(condition)) entries = both(entries, [Object.entries(condition).map(([operator, value]) => ({ fieldName: name, operator, value }))]);
  }
  return entries;
}

function both(left: Entries, right: Entries): Entries {
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}
