import type { SqlStatement } from '../parse/types.js';
import type { SqlFailure } from '../postgres/types.js';
import { child, text } from './ast.js';
import { quotedNames } from './server-diagnostic.js';
import { addedColumns } from './statement-parts.js';

/** Undefined tables, columns, functions, objects and schemas. */
const wantsName: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '42704', '3F000']);
/** No key that a foreign key or ON CONFLICT could use: the message names the table. */
const wantsKey: ReadonlySet<string> = new Set(['42830', '42P10']);

/**
 * Names that statements should have made and did not. A later failure is put down to them when it misses one: the user
 * has to put that statement right first.
 */
export class FailedNames {
  readonly #names = new Set<string>();
  readonly #altered = new Set<string>();

  /** `texts` could not be read as SQL: any of their words may be the name of what they would have made. */
  constructor(texts: readonly string[]) {
    for (const one of texts) for (const word of one.match(/[\w$\u0080-\uffff]+/gu) ?? []) this.#names.add(word.toLowerCase());
  }

  add(statement: SqlStatement): void {
    const made = statement.defines.map((one) => (one.kind === 'table part' ? (one.name.split('.').at(-1) ?? '') : one.name));
    for (const name of [...made, ...addedColumns(statement)]) this.#names.add(name.toLowerCase());
    const altered = text(child(statement.ast, 'relation'), 'relname');
    if (altered !== null) this.#altered.add(altered.toLowerCase());
  }

  explains(failure: SqlFailure): boolean {
    const names = quotedNames(failure.message).map((name) => (name.split('.').at(-1) ?? '').toLowerCase());
    if (wantsKey.has(failure.sqlState)) return names.some((name) => this.#altered.has(name));
    return wantsName.has(failure.sqlState) && names.some((name) => this.#names.has(name));
  }
}
