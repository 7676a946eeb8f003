import { AppsyncError } from '../appsync-error.js';
import { isRecord } from '../is-record.js';
import type { FilterRule, SubscriptionFilter } from '../util/to-subscription-filter.js';

/** AppSync: "Enhanced subscription filtering". */
const limits = { entries: 10, fields: 5, in: 5, containsAny: 20, text: 256, depth: 5 };

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isPlain: Check = (value) => isText(value) || isNumber(value) || typeof value === 'boolean';
const isOrdered: Check = (value) => isText(value) || isNumber(value);
const listOf = (max: number): Check => (value) => Array.isArray(value) && value.length > 0 && value.length <= max && value.every(isPlain);

const values: Readonly<Record<string, Check>> = {
  eq: isPlain, ne: isPlain, le: isOrdered, lt: isOrdered, ge: isOrdered, gt: isOrdered,
  contains: isPlain, notContains: isPlain, beginsWith: isText,
  in: listOf(limits.in), notIn: listOf(limits.in), containsAny: listOf(limits.containsAny),
  between: (value) => Array.isArray(value) && value.length === 2 && value.every(isOrdered),
};

/** Operators that a filter may have. */
const filterOperators: ReadonlySet<string> = new Set(Object.keys(values));

/**
 * Reads what `extensions.setSubscriptionFilter` or `setSubscriptionInvalidationFilter` was given; null and an empty group
 * let every event through.
 *
 * @throws AppsyncError for a filter that AppSync would refuse
 */
export function checkFilter(value: unknown): SubscriptionFilter {
  if (value === null) return { filterGroup: [] };
  const group = isRecord(value) ? value['filterGroup'] : undefined;
  if (!Array.isArray(group)) throw refused('has no filterGroup');
  if (group.length > limits.entries) throw refused(`has more than ${limits.entries} entries in its filterGroup`);
  return { filterGroup: group.map(entry) };
}

function entry(value: unknown): { readonly filters: readonly FilterRule[] } {
  const filters: unknown = isRecord(value) ? value['filters'] : undefined;
  if (!Array.isArray(filters) || filters.length === 0) throw refused('has an entry without filters');
  const rules = filters.map(rule);
  if (new Set(rules.map(({ fieldName }) => fieldName)).size > limits.fields) throw refused(`has an entry with more than ${limits.fields} fields`);
  return { filters: rules };
}

function rule(value: unknown): FilterRule {
  const { fieldName, operator, value: wanted } = isRecord(value) ? value : {};
  if (typeof fieldName !== 'string' || fieldName === '') throw refused('has a rule without fieldName');
  if (fieldName.split('.').length > limits.depth) throw refused(`names a field more than ${limits.depth} levels deep`);
  if (typeof operator !== 'string' || !filterOperators.has(operator)) throw refused(`has the unknown operator ${JSON.stringify(operator)}`);
  if (values[operator]?.(wanted) !== true) throw refused(`has a value that ${operator} does not take`);
  if ([wanted].flat().some((one) => typeof one === 'string' && one.length > limits.text)) throw refused(`has a text of more than ${limits.text} characters`);
  return { fieldName, operator, value: wanted };
}

const refused = (what: string): AppsyncError => new AppsyncError(`The subscription filter ${what}.`, 'BadRequestException');
