import type { Client } from 'pg';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Grammar } from '../../parse/types.js';
import { sqlFailure } from '../../postgres/failure.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlFailure } from '../../postgres/types.js';
import { readChange, text } from '../plan/read-change.js';
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
  /** The table that PostgreSQL names. */
  readonly table: string | null;
}

interface Where {
  readonly schema: string;
  readonly grammar: Grammar;
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
    const failure = /^create extension/i.test(step.sql) ? await attempt(admin, step.sql, false) : await runStep(owner, step.sql, together, async (table) => emptied.push(...(await makeRoom(owner, { sql: step.sql, table }, where))));
    if (failure === null) continue;
    if (open) await owner.query('rollback');
    return { failed: { sql: step.sql, message: failure.message }, emptied };
  }
  if (open) await owner.query('commit');
  return { failed: null, emptied };
}

async function runStep(client: Client, sql: string, together: boolean, makeRoomFor: (table: string | null) => Promise<unknown>): Promise<Refusal | null> {
  const failure = await attempt(client, sql, together);
  if (failure === null || !/^2[23]/.test(failure.sqlState)) return failure;
  await makeRoomFor(failure.table);
  return attempt(client, sql, together);
}

async function attempt(client: Client, sql: string, together: boolean): Promise<Refusal | null> {
  if (together) await client.query('savepoint step');
  try {
    await client.query(sql);
    if (together) await client.query('release savepoint step');
    return null;
  } catch (error) {
    const failure = sqlFailure(error);
    if (failure === null) throw error;
    if (together) await client.query('rollback to savepoint step');
    const table: unknown = Reflect.get(error as object, 'table');
    return { ...failure, table: typeof table === 'string' ? table : null };
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
  const there = names.filter((name) => before.has(name));
  if (there.length === 0) return [];
  await client.query(`truncate ${there.map((name) => `${quoteIdentifier(schema)}.${name}`).join(', ')} cascade`);
  const after = await countRows(client, schema);
  return [...before.keys()].filter((name) => before.get(name) !== after.get(name));
}
