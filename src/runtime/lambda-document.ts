import { readDocument, type RequestDocument } from './event.js';
import { isRecord, own } from './own.js';
import type { Target } from './statement-answer.js';
import { partsOf, type StatementBook } from './statement-book.js';

/**
 * The document that a generated resolver would make of a field's arguments.
 *
 * @throws CallError invalid_input
 */
export function documentOf(book: StatementBook, name: string, target: Target, args: Readonly<Record<string, unknown>>): RequestDocument {
  const statements = target.kind === 'transaction' ? target.transaction.steps.flatMap(({ statement }) => book.find(statement) ?? []) : [target.prepared];
  const { orders, page } = target.kind === 'transaction' ? { orders: [], page: null } : target.prepared.statement;
  // Elsewhere an argument of this name is like any other.
  const taken = [...(orders.length > 0 ? ['orderBy'] : []), ...(page === null ? [] : ['limit', 'nextToken'])];
  return readDocument({
    v: 1, statement: name, ...Object.fromEntries(taken.map((key) => [key, own(args, key)])),
    parts: [...new Set(statements.flatMap(partsOf))].filter((part) => isGiven(args, part.split('.'))),
    parameters: Object.fromEntries(Object.entries(args).filter(([key]) => !taken.includes(key))),
  });
}

/** Rows to be written are asked by their first. */
function isGiven(value: unknown, [key, ...rest]: readonly string[]): boolean {
  const at: unknown = Array.isArray(value) ? value[0] : value;
  return key === undefined || (isRecord(at) && Object.hasOwn(at, key) && isGiven(at[key], rest));
}
