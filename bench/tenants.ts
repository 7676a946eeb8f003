/**
 * node scripts/ts.mjs bench/tenants.ts [TABLES ...]: `cognition.create_tenant` beside its bare DDL in one transaction, and
 * beside pg-clone-schema's `clone_schema`, in turn on one PostgreSQL, medians. That function's SQL is not ours: PG_CLONE_SCHEMA_SQL
 * names its file, `clone_schema.sql` of https://github.com/denishpatel/pg-clone-schema; without it its line is left out.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Client } from 'pg';
import { planLoad } from '../src/catalog/plan-load.js';
import type { Config } from '../src/config/types.js';
import { loadGrammar } from '../src/parse/load-grammar.js';
import { ensureRoles } from '../src/postgres/roles.js';
import { startServer } from '../src/postgres/start-server.js';
import type { PostgresServer } from '../src/postgres/types.js';
import { installControl } from '../src/tenancy/control/install.js';
import { cutProgram } from '../src/tenancy/program/cut-program.js';
import { installTemplate } from '../src/tenancy/template/install-template.js';
import { createTenant } from '../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../src/tenancy/tenants/drop-tenant.js';
import { buildConfig } from '../scripts/corpus/tenant-config.js';
import { removeLeftovers } from '../test/tenancy/control/leftovers.js';
import { schemaOf } from './schema.js';

const sizes = process.argv.slice(2).map(Number).filter((n) => n > 0);
const peer = process.env['PG_CLONE_SCHEMA_SQL'];
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Way {
  readonly name: string;
  make(client: Client, schema: string): Promise<unknown>;
  drop(client: Client, schema: string): Promise<unknown>;
}

const dropSchema = (client: Client, schema: string): Promise<unknown> => client.query(`drop schema ${schema} cascade`);

function ways(tables: number): readonly Way[] {
  const ddl = schemaOf(tables);
  return [
    { name: 'create_tenant', make: (client, schema) => createTenant(client, { name: schema, displayName: schema }), drop: (client, schema) => dropTenant(client, schema, schema) },
    { name: 'bare DDL', make: (client, schema) => client.query(`begin; create schema ${schema}; set local search_path = ${schema}; ${ddl} commit`), drop: dropSchema },
    ...(peer === undefined ? [] : [{ name: 'clone_schema', make: (client: Client, schema: string) => client.query(`select public.clone_schema('tenant_template', '${schema}', 'NODATA')`), drop: dropSchema }]),
  ];
}

async function prepare(server: PostgresServer, database: string, { config, tables }: { readonly config: Config; readonly tables: number }): Promise<Client> {
  const maintenance = await server.connect(server.maintenance);
  await ensureRoles(maintenance, []);
  await removeLeftovers(maintenance);
  await maintenance.query(`create database ${database}`);
  await maintenance.end();
  const client = await server.connect(database);
  if (peer !== undefined) await client.query(readFileSync(peer, 'utf8').replace(/^\\.*$/gmu, ''));
  await installControl(client, config);
  const grammar = await loadGrammar();
  const plan = planLoad(grammar, [{ path: 'tenant_template/a.sql', text: schemaOf(tables) }], config).value;
  await installTemplate(client, { config, plan, program: cutProgram({ grammar, statements: plan.run, config, installed: null }).value });
  await client.query('set client_min_messages = error');
  await client.query('vacuum analyze');
  return client;
}

async function compare(server: PostgresServer, tables: number): Promise<void> {
  const client = await prepare(server, `pgcog_local_bench_${tables}`, { config: buildConfig([]), tables });
  const rounds = tables > 50 ? 3 : 7;
  const times = new Map<string, number[]>();
  for (let round = -1; round < rounds; round += 1) {
    for (const [n, way] of ways(tables).entries()) {
      const schema = `way${n}_round${round + 1}`;
      const started = performance.now();
      await way.make(client, schema);
      const spent = performance.now() - started;
      if (round >= 0) times.set(way.name, [...(times.get(way.name) ?? []), spent]);
      await way.drop(client, schema);
    }
    await client.query('vacuum analyze pg_class, pg_attribute, pg_depend, pg_shdepend, pg_type, pg_constraint, pg_index, pg_attrdef, pg_proc, pg_namespace, pg_description');
  }
  await client.end();
  print(tables, rounds, times);
}

function print(tables: number, rounds: number, times: ReadonlyMap<string, readonly number[]>): void {
  process.stdout.write(`\n${tables} tables (median of ${rounds})\n`);
  for (const [name, all] of times) process.stdout.write(`  ${name.padEnd(16)} ${median(all).toFixed(0).padStart(6)} ms\n`);
  const ratio = (other: string, wanted: string): void => {
    const [own, theirs] = [times.get('create_tenant') ?? [], times.get(other) ?? []];
    const paired = median(own.map((value, i) => value / (theirs[i] ?? Number.NaN)));
    process.stdout.write(`  ${`create_tenant / ${other}`.padEnd(32)} ${paired.toFixed(2).padStart(6)}   wanted: at most ${wanted}\n`);
  };
  ratio('bare DDL', '1.5');
  if (peer === undefined) process.stdout.write('  clone_schema left out: PG_CLONE_SCHEMA_SQL names its file (https://github.com/denishpatel/pg-clone-schema)\n');
  else ratio('clone_schema', '0.5');
}

const server = await startServer({ version: 17, passwords: true });
try {
  process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}\n`);
  for (const tables of sizes.length > 0 ? sizes : [10, 100, 500]) await compare(server, tables);
  const maintenance = await server.connect(server.maintenance);
  await removeLeftovers(maintenance);
  await maintenance.end();
} finally {
  await server.stop();
}
