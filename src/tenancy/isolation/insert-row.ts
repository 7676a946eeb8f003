import type { Client } from 'pg';
import { refusalOf } from '../../postgres/failure.js';
import { firstChoice, insertSql, nextChoice, type RowChoice, type RowMaker } from './sample-row.js';

/** The way that worked; null with the last reason where none did. */
export interface Inserted {
  readonly choice: RowChoice | null;
  readonly reason: string;
}

/** Statements for one row. */
const patience = 80;

interface Refusal {
  readonly sqlState: string;
  readonly message: string;
  readonly constraint: string | null;
  readonly column: string | null;
  readonly dataType: string | null;
}

/** Inserts one row, changing the values that a constraint complains of until it fits or the candidates are used up. */
export async function insertRow(client: Client, maker: RowMaker, n: number): Promise<Inserted> {
  const generous = await insertBy(client, maker, firstChoice(maker, true), n);
  return generous.choice !== null ? generous : insertBy(client, maker, firstChoice(maker, false), n);
}

async function insertBy(client: Client, maker: RowMaker, first: RowChoice, number: number): Promise<Inserted> {
  let choice: RowChoice | null = first;
  let reason = '';
  let n = number;
  for (let tried = 0; tried < patience && choice !== null; tried++) {
    const refusal = await tryInsert(client, insertSql(maker, choice, n));
    if (refusal === null) return { choice, reason: '' };
    reason = refusal.message;
    if (refusal.sqlState === '23505' && tried < 20) n += 29;
    else choice = nextChoice(maker, choice, blamed(maker, choice, refusal), n);
  }
  return { choice: null, reason };
}

async function tryInsert(client: Client, sql: string): Promise<Refusal | null> {
  try {
    await client.query(sql);
    return null;
  } catch (error) {
    const failure = refusalOf(error);
    const field = (name: string): string | null => {
      const value: unknown = Reflect.get(error as object, name);
      return typeof value === 'string' ? value : null;
    };
    return { ...failure, constraint: field('constraint'), column: field('column'), dataType: field('dataType') };
  }
}

/** Columns whose values are to change; none: nothing can be done. */
function blamed({ thing, constraints, parents }: RowMaker, { columns }: RowChoice, { sqlState, constraint, column, dataType }: Refusal): readonly string[] {
  const given = thing.columns.filter(({ name }) => columns.has(name));
  const settable = (name: string): boolean => thing.columns.some((one) => one.name === name && !one.generated);
  if (sqlState === '23502' && column !== null) return columns.has(column) || !settable(column) ? [] : [column];
  if (sqlState === '23514' && dataType !== null) return given.filter(({ type, isDomain }) => isDomain && type.split('.').at(-1)?.replaceAll('"', '') === dataType).map(({ name }) => name);
  if (sqlState === '23514' && constraint !== null && constraints.checks.has(constraint)) return (constraints.checks.get(constraint) ?? []).filter(settable);
  // A value of the wrong form or length: the server does not say whose.
  if (sqlState.startsWith('22') || sqlState === '23514') return given.filter(({ name }) => !parents.has(name)).map(({ name }) => name);
  return [];
}
