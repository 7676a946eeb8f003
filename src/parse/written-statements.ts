import { effectsOf, type Effects } from './effects.js';
import { ObjectKeys } from './object-keys.js';
import { Pending } from './pending.js';
import { primaryKeyOf } from './removals.js';
import { SchemaState } from './schema-state.js';
import { wordsOf } from './table-changes.js';
import type { SqlStatement } from './types.js';

/** The statements in the order of the files, by number: what each does, and which of those that do a thing have not run. */
export class WrittenStatements {
  readonly makers: Pending;
  readonly removers: Pending;
  readonly users: Pending;
  /** Who changes columns, labels, attributes or rules. */
  readonly changers: Pending;
  /** Who gives a table a column, by {@link joined} table and column. */
  readonly columnMakers: Pending;
  /** Who gives a table what foreign keys can refer to, by table and {@link columnsKey}. */
  readonly keyMakers: Pending;
  readonly #statements: readonly SqlStatement[];
  readonly #effects: readonly Effects[];
  readonly #words = new Map<number, ReadonlySet<string>>();
  /** By file, the number behind its last statement. */
  readonly #ends = new Map<string, number>();
  readonly #newColumns = new Map<string, Set<string>>();

  constructor(statements: readonly SqlStatement[], templateSchema: string, hasRun: (statement: number) => boolean) {
    this.makers = new Pending(hasRun);
    this.removers = new Pending(hasRun);
    this.users = new Pending(hasRun);
    this.changers = new Pending(hasRun);
    this.columnMakers = new Pending(hasRun);
    this.keyMakers = new Pending(hasRun);
    const keys = new ObjectKeys(statements, templateSchema);
    const state = new SchemaState();
    this.#statements = statements;
    this.#effects = statements.map((one, number) => {
      this.#ends.set(one.span.file, number + 1);
      const effects = effectsOf(one, keys);
      const { gone, freed } = state.run(effects, number);
      this.#enter(number, withImplied(effects, gone), freed);
      return withImplied(effects, gone);
    });
  }

  statement(number: number): SqlStatement {
    return at(this.#statements, number);
  }

  effects(number: number): Effects {
    return at(this.#effects, number);
  }

  sameFile(one: number, other: number): boolean {
    return this.statement(one).span.file === this.statement(other).span.file;
  }

  /** The number behind the last statement of the same file. */
  fileEnd(number: number): number {
    return this.#ends.get(this.statement(number).span.file) ?? Infinity;
  }

  /** Words and quoted names of a statement that can be columns: not those that it has only as the name of something else, or of a new column. */
  words(number: number): ReadonlySet<string> {
    const known = this.#words.get(number);
    if (known !== undefined) return known;
    const { uses, makes, columns } = this.effects(number);
    const others = new Set([...[...uses, ...makes].map(({ name, part }) => part?.name ?? name.name), ...columns.added]);
    const words = new Set([...wordsOf(this.statement(number))].flatMap(([word, times]) => (times > (others.has(word) ? 1 : 0) ? [word] : [])));
    this.#words.set(number, words);
    return words;
  }

  /** Of the columns that a table gets after it is made, those that are among a statement's words. It need not mean them. */
  newColumnsIn(number: number, table: string): readonly string[] {
    const columns = this.#newColumns.get(table);
    if (columns === undefined) return [];
    const words = this.words(number);
    return columns.size < words.size ? [...columns].filter((one) => words.has(one)) : [...words].filter((one) => columns.has(one));
  }

  #enter(number: number, { uses, makes, removes, changes, columns, tableKeys, foreignKeys }: Effects, freed: readonly string[]): void {
    for (const { key } of makes) this.makers.add(key, number);
    for (const { key } of removes) this.removers.add(key, number);
    for (const { key } of uses) this.users.add(key, number);
    // Foreign keys hang on the keys of a table, so that those that come and go stay in order with these.
    for (const table of [...foreignKeys.map((one) => one.table.key), ...freed]) this.users.add(primaryKeyOf(table), number);
    for (const thing of columns.any ? changes : []) this.changers.add(thing, number);
    const table = changes[0] ?? makes[0]?.key ?? '';
    for (const column of columns.added) {
      this.columnMakers.add(joined(table, column), number);
      this.#newColumns.set(table, (this.#newColumns.get(table) ?? new Set()).add(column));
    }
    for (const { columns: keyed, primary, index } of tableKeys) {
      this.keyMakers.add(joined(table, index === null ? columnsKey(keyed) : anyColumns), number);
      if (primary) this.keyMakers.add(joined(table, columnsKey([])), number);
    }
  }
}

/** What goes with the things that a statement removes, it removes too. */
function withImplied(effects: Effects, keys: readonly string[]): Effects {
  const name = effects.uses[0]?.name;
  return name === undefined || keys.length === 0 ? effects : { ...effects, removes: [...effects.removes, ...keys.map((key) => ({ key, name, part: null, sure: false }))] };
}

/** What an index is of is not said where a key is made of it. */
export const anyColumns = '*';

export function joined(key: string, more: string): string {
  return `${key}\0\0${more}`;
}

/** One text for the same columns in any order; for the primary key, whatever its columns, that of none. */
export function columnsKey(columns: readonly string[]): string {
  return JSON.stringify([...columns].sort());
}

function at<T>(list: readonly T[], number: number): T {
  const found = list[number];
  if (found === undefined) throw new Error(`orderStatements: there is no statement ${number}`);
  return found;
}
