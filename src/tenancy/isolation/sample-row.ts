import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import type { TableConstraints } from './read-constraints.js';
import { sampleValues } from './sample-values.js';
import type { Column, Thing } from './types.js';

/** Which columns a row is given, and which of their candidates. */
export interface RowChoice {
  readonly columns: ReadonlySet<string>;
  /** Position of the candidate, by column; absent: the first. */
  readonly picks: ReadonlyMap<string, number>;
}

/** Values of the columns that refer to other tables, as SQL, by column: one list entry a row of the parent. */
export type ParentValues = ReadonlyMap<string, readonly string[]>;

/** What a row of one table is made from. */
export interface RowMaker {
  readonly thing: Thing;
  readonly constraints: TableConstraints;
  readonly marker: string;
  readonly parents: ParentValues;
}

/** Columns that must be given; `generous`: and those that carry the marker, and references. */
export function firstChoice({ thing, constraints, parents }: RowMaker, generous: boolean): RowChoice {
  const references = new Set(constraints.foreignKeys.flatMap(({ columns }) => columns));
  const isGiven = (column: Column): boolean => {
    if (column.generated || column.hasDefault) return false;
    if (column.notNull) return true;
    if (!generous) return false;
    return references.has(column.name) ? (parents.get(column.name)?.length ?? 0) > 0 : column.category === 'S';
  };
  return { columns: new Set(thing.columns.filter(isGiven).map(({ name }) => name)), picks: new Map() };
}

/** `insert into ... values ...` for the n-th row. */
export function insertSql(maker: RowMaker, choice: RowChoice, n: number): string {
  const { thing } = maker;
  const given = thing.columns.filter(({ name }) => choice.columns.has(name));
  const table = quoteQualified(thing.schema, thing.name);
  if (given.length === 0) return `insert into ${table} default values`;
  const values = given.map((column) => candidate(maker, choice, column, n));
  return `insert into ${table} (${given.map(({ name }) => quoteIdentifier(name)).join(', ')}) values (${values.join(', ')})`;
}

function candidate(maker: RowMaker, { picks }: RowChoice, column: Column, n: number): string {
  const list = candidates(maker, column, n);
  return list[(picks.get(column.name) ?? 0) % Math.max(list.length, 1)] ?? 'null';
}

/** Rows of the parent in turns, so that two rows refer to two of them where there are two. */
function candidates({ constraints, marker, parents }: RowMaker, column: Column, n: number): readonly string[] {
  const referred = parents.get(column.name);
  if (referred !== undefined) return referred.length === 0 ? [] : [...referred.slice((n - 1) % referred.length), ...referred.slice(0, (n - 1) % referred.length)];
  return sampleValues(column, marker, n, constraints.wishes.get(column.name) ?? { texts: [], numbers: [] });
}

/** The next candidates of these columns, like the digits of a number; null when all have been tried. */
export function nextChoice(maker: RowMaker, choice: RowChoice, columns: readonly string[], n: number): RowChoice | null {
  const added = columns.filter((name) => !choice.columns.has(name));
  if (added.length > 0) return { ...choice, columns: new Set([...choice.columns, ...added]) };
  const picks = new Map(choice.picks);
  for (const name of columns) {
    const column = maker.thing.columns.find((one) => one.name === name);
    const pick = (picks.get(name) ?? 0) + 1;
    if (column !== undefined && pick < candidates(maker, column, n).length) {
      picks.set(name, pick);
      return { ...choice, picks };
    }
    picks.set(name, 0);
  }
  return null;
}
