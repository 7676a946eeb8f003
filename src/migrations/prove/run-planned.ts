import type { Client } from 'pg';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Grammar } from '../../parse/types.js';
import { refusalOf } from '../../postgres/failure.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlFailure } from '../../postgres/types.js';
import { readChange, text } from '../plan/read-change.js';
import { hasKey } from '../files/has-key.js';
import type { PlannedStep } from '../types.js';
import { countRows } from './count-rows.js';

export interface StepTrouble {
  readonly sql: string;
  readonly message: string;
}

export interface RunPlanned {
  readonly failed: StepTrouble | null;
  /** Tables whose rows were in the way of a step. */
  readonly emptied: readonly string[];
}

interface Refusal extends SqlFailure {
  /** The table that PostgreSQL names, and its column; a domain's NOT NULL names none. */
  readonly table: string | null;
  readonly column: string | null;
}

interface Where {
  readonly schema: string;
  readonly grammar: Grammar;
  /** Columns that the migration gives each row a value for, `orders.region`: none is null when it must not be. */
  readonly filled: ReadonlySet<string>;
}

/**
 * Runs steps as a runner does: neighbours of kind `transaction` in one, the others by themselves. Where rows are in the
 * way, their table is emptied and the step tried once more.
 */
export async function runPlanned({ admin, owner }: { readonly admin: Client; readonly owner: Client }, steps: readonly PlannedStep[], where: Where): Promise<RunPlanned> {
  const path = [where.schema, fixedSchemas.extensions].map((name) => quoteIdentifier(name)).join(', ');
  await owner.query(`set search_path = ${path}; set check_function_bodies = off`);
  const emptied: string[] = [];
  let open = false;
  for (const step of steps) {
    const together = step.kind === 'transaction';
    if (open !== together) await owner.query(open ? 'commit' : 'begin');
    if (open !== together) open = together;
    const message = (await missingKey(owner, step, where)) ?? reasonOf(await failureOf({ admin, owner }, step, where, emptied));
    if (message === null) continue;
    if (open) await owner.query('rollback');
    return { failed: { sql: step.sql, message }, emptied };
  }
  if (open) await owner.query('commit');
  return { failed: null, emptied };
}

/** Where others rest on something, who they are stands in the detail. */
function reasonOf(failure: Refusal | null): string | null {
  if (failure?.sqlState !== '2BP01' || failure.detail === null) return failure?.message ?? null;
  return `${failure.message} (${failure.detail.split('\n')[0] ?? ''})`;
}

/** The runner would refuse it. */
async function missingKey(owner: Client, { batch }: PlannedStep, { schema }: Where): Promise<string | null> {
  return batch === null || (await hasKey(owner, schema, batch)) ? null : `${batch.key.join(', ')} is no key of ${batch.table}`;
}

async function failureOf({ admin, owner }: { readonly admin: Client; readonly owner: Client }, { sql, kind }: PlannedStep, where: Where, emptied: string[]): Promise<Refusal | null> {
  if (/^create extension/i.test(sql)) return attempt(admin, sql, false);
  const together = kind === 'transaction';
  const failure = await attempt(owner, sql, together);
  if (failure === null || !/^2[23]/.test(failure.sqlState) || isUnfilled(failure, where)) return failure;
  emptied.push(...(await makeRoom(owner, { sql, table: failure.table }, where)));
  return attempt(owner, sql, together);
}

/** No row is to blame: the step comes before the rows have what they were given. */
function isUnfilled({ sqlState, table, column }: Refusal, { filled }: Where): boolean {
  return sqlState === '23502' && table !== null && column !== null && filled.has(`${quoteIdentifier(table)}.${quoteIdentifier(column)}`);
}

async function attempt(client: Client, sql: string, together: boolean): Promise<Refusal | null> {
  if (together) await client.query('savepoint step');
  try {
    await client.query(sql);
    if (together) await client.query('release savepoint step');
    return null;
  } catch (error) {
    const failure = refusalOf(error);
    if (together) await client.query('rollback to savepoint step');
    const named = (word: string): string | null => {
      const name: unknown = Reflect.get(error as object, word);
      return typeof name === 'string' ? name : null;
    };
    return { ...failure, table: named('table'), column: named('column') };
  }
}

/** Without the rows that are in the way, and what a step that failed half way has left. */
async function makeRoom(client: Client, failed: { readonly sql: string; readonly table: string | null }, where: Where): Promise<readonly string[]> {
  const { tag, node, table } = readChange(where.grammar, failed.sql);
  if (tag === 'IndexStmt' && node['concurrent'] === true) await client.query(`drop index if exists ${quoteIdentifier(text(node['idxname']))}`);
  return empty(client, failed.table ?? table?.name ?? null, where);
}

/** The table in question, or all where it is not known, and whatever refers to it. */
async function empty(client: Client, table: string | null, { schema }: Where): Promise<readonly string[]> {
  const before = await countRows(client, schema);
  const names = table === null ? [...before.keys()] : [quoteIdentifier(table)];
  // A partition is not counted by itself.
  const { rows: there } = await client.query<{ name: string }>(`select name from pg_catalog.unnest($1::text[]) name join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass($2 || '.' || name) where c.relkind in ('r', 'p')`, [names, quoteIdentifier(schema)]);
  if (there.length === 0) return [];
  await client.query(`truncate ${there.map(({ name }) => `${quoteIdentifier(schema)}.${name}`).join(', ')} cascade`);
  const after = await countRows(client, schema);
  return [...before.keys()].filter((name) => before.get(name) !== after.get(name));
}
