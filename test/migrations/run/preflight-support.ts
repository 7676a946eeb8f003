import type { Client } from 'pg';
import { askTenant, cutChecks } from '../../../src/migrations/run/preflight/ask-tenant.js';
import { checksOf } from '../../../src/migrations/run/preflight/checks-of.js';
import { factsOf } from '../../../src/migrations/run/preflight/facts-of.js';
import type { Finding, Unasked } from '../../../src/migrations/run/preflight/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { startServer } from '../../../src/postgres/start-server.js';
import { buildConfig } from '../../../src/config/build-config.js';
import { migrationOf } from './migration-of.js';

const tenant = 'pgcog_asked';
const limits = { lock: 2000, statement: 20_000 };

/** What is said before, and what comes of the steps. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly unasked: readonly Unasked[];
  /** The server's words on the step that fails; null: none does. */
  readonly failure: string | null;
  /** Its number, from one; 0: none fails. */
  readonly failedAt: number;
  /** It is one that writes rows itself, or does anything: what becomes of those is its own matter. */
  readonly writes: boolean;
}

/** One tenant's schema, asked and then taken along; each time as it was at first. */
export interface AskedWorld {
  try(rows: string, steps: readonly string[]): Promise<Outcome>;
  /** Whether tables without rows take the steps: else no migration has them. */
  takes(steps: readonly string[]): Promise<boolean>;
  close(): Promise<void>;
}

export async function openAsked(template: string): Promise<AskedWorld> {
  const server = await startServer({ version: 17 });
  const maintenance = await server.connect(server.maintenance);
  const clear = async (): Promise<void> => {
    await maintenance.query(`drop database if exists ${tenant} with (force)`);
    await maintenance.query(`drop role if exists ${tenant}_owner`);
  };
  await clear();
  await maintenance.query(`create role ${tenant}_owner`);
  await maintenance.query(`create database ${tenant}`);
  const client = await server.connect(tenant);
  await client.query(`create schema extensions; grant usage on schema extensions to public; create schema ${tenant} authorization ${tenant}_owner; set role ${tenant}_owner; set search_path = ${tenant}, extensions; ${template}; reset role; reset search_path`);
  return {
    try: (rows, steps) => tryOut(client, rows, steps),
    takes: async (steps) => {
      await client.query(`truncate ${await tablesOf(client)}`);
      return (await run(client, steps)).failure === null;
    },
    close: async () => {
      await client.end();
      await clear();
      await maintenance.end();
      await server.stop();
    },
  };
}

async function tryOut(client: Client, rows: string, steps: readonly string[]): Promise<Outcome> {
  const config = buildConfig({}, null).value;
  const grammar = await loadGrammar();
  await client.query(`truncate ${await tablesOf(client)}; set search_path = ${tenant}, extensions; ${rows}; reset search_path`);
  const files = [await migrationOf(config, { name: 'next', sql: steps.map((one) => `${one};`).join('\n'), number: 1, after: null })];
  const { checks, unasked } = checksOf({ grammar, templateSchema: config.templateSchema, files, facts: await factsOf(client, tenant, limits) });
  const answer = await askTenant(client, tenant, cutChecks(grammar, config, checks), limits);
  return { findings: answer.findings, unasked: [...unasked, ...answer.unasked], ...(await run(client, steps)) };
}

async function tablesOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(`select c.oid::regclass::text as name from pg_class c where c.relnamespace = '${tenant}'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`);
  return rows.map(({ name }) => name).join(', ');
}

async function run(client: Client, steps: readonly string[]): Promise<Pick<Outcome, 'failure' | 'failedAt' | 'writes'>> {
  await client.query(`begin; set local role ${tenant}_owner; set local search_path = ${tenant}, extensions`);
  let at = 0;
  try {
    for (const step of steps) {
      at += 1;
      await client.query(step);
    }
    return { failure: null, failedAt: 0, writes: false };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), failedAt: at, writes: /^(?:update|insert|delete|do|call|select)\b/u.test(steps[at - 1] ?? '') };
  } finally {
    await client.query('rollback');
  }
}

/** Whether what was said is what came, of that very step: where one could not be asked about it may fail all the same. */
export function isTrue({ findings, unasked, failure, failedAt, writes }: Outcome): boolean {
  if (failure === null) return findings.length === 0;
  return writes || (findings.every(({ step }) => step >= failedAt) && [...findings, ...unasked].some(({ step }) => step === failedAt));
}
