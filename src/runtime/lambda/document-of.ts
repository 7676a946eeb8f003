import type { Call, RequestDocument } from '../call.js';
import { readDocument } from '../event.js';
import { isRecord, own } from '../own.js';
import { findField, findStatement, partsOf } from '../statement.js';

/**
 * The document that a generated resolver would make of a field's arguments.
 *
 * @throws CallError invalid_input
 */
export function documentOf(call: Call, name: string, args: Readonly<Record<string, unknown>>): RequestDocument {
  const field = findField(call, name);
  const steps = own(call.manifest.transactions, name)?.steps.flatMap(({ statement }) => findStatement(call, statement) ?? []) ?? [];
  // Elsewhere an argument of this name is like any other.
  const taken = [...(field?.orders.length ? ['orderBy'] : []), ...(field?.page ? ['limit', 'nextToken'] : [])];
  const parts = (field === undefined ? steps : [field]).flatMap(partsOf);
  return readDocument({
    v: 1, statement: name, ...Object.fromEntries(taken.map((key) => [key, own(args, key)])),
    parts: parts.filter((part) => isGiven(args, part.split('.'))),
    parameters: Object.fromEntries(Object.entries(args).filter(([key]) => !taken.includes(key))),
  });
}

/** Rows to be written are asked by their first. */
function isGiven(value: unknown, [key, ...rest]: readonly string[]): boolean {
  const at: unknown = Array.isArray(value) ? value[0] : value;
  return key === undefined || (isRecord(at) && Object.hasOwn(at, key) && isGiven(at[key], rest));
}
