import { isRecord } from '../is-record.js';
import type { FilterRule, SubscriptionFilter } from '../util/to-subscription-filter.js';

/** Whether a payload passes: all rules of one entry hold. A filter without entries lets everything through. */
export function matchesFilter({ filterGroup }: SubscriptionFilter, payload: unknown): boolean {
  return filterGroup.length === 0 || filterGroup.some(({ filters }) => filters.every((rule) => holds(rule, valueAt(payload, rule.fieldName))));
}

/** A field that the mutation did not select is not there, and matches nothing. */
function valueAt(payload: unknown, path: string): unknown {
  let value = payload;
  for (const name of path.split('.')) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

function holds({ operator, value: wanted }: FilterRule, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  const list: readonly unknown[] = Array.isArray(wanted) ? (wanted as unknown[]) : [];
  switch (operator) {
    case 'eq': return value === wanted;
    case 'ne': return value !== wanted;
    case 'lt': return compare(value, wanted, (order) => order < 0);
    case 'le': return compare(value, wanted, (order) => order <= 0);
    case 'gt': return compare(value, wanted, (order) => order > 0);
    case 'ge': return compare(value, wanted, (order) => order >= 0);
    case 'between': return compare(value, list[0], (order) => order >= 0) && compare(value, list[1], (order) => order <= 0);
    case 'beginsWith': return typeof value === 'string' && typeof wanted === 'string' && value.startsWith(wanted);
    case 'contains': return contains(value, wanted);
    case 'notContains': return !contains(value, wanted);
    case 'in': return list.includes(value);
    case 'notIn': return !list.includes(value);
    default: return list.some((one) => contains(value, one));
  }
}

/** Numbers with numbers and texts with texts. */
function compare(value: unknown, wanted: unknown, test: (order: number) => boolean): boolean {
  if (typeof value === 'number' && typeof wanted === 'number') return test(value - wanted);
  return typeof value === 'string' && typeof wanted === 'string' && test(value === wanted ? 0 : value < wanted ? -1 : 1);
}

/** A part of a text, or an item of a list. */
function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.includes(wanted);
  return typeof value === 'string' && typeof wanted === 'string' && value.includes(wanted);
}
