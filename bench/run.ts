/**
 * npm run bench [-- TABLES ...]: `pgcog-gen generate` beside kanel and PostGraphile's schema build on one PostgreSQL,
 * in turn within the same minute, whole processes, medians. Figures of different minutes do not compare; ratios do.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../src/postgres/start-server.js';
import type { PostgresServer } from '../src/postgres/types.js';
import { measureProcess, type ProcessFigure } from './measure-process.js';
import { schemaOf } from './schema.js';

const rounds = 5;
const sizes = process.argv.slice(2).map(Number).filter((n) => n > 0);

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** A project of `tables` tables, five statements each. */
function writeProject(folder: string, tables: number, round: number): void {
  mkdirSync(join(folder, 'tenant_template'), { recursive: true });
  writeFileSync(join(folder, 'tenant_template', '010.sql'), `-- round ${round}: a template that no cache knows\n${schemaOf(tables)}`);
  const crud = Array.from({ length: tables }, (_, n) => `  thing_${n}: [get, list, create, update, delete]\n`).join('');
  writeFileSync(join(folder, 'resolvers.yaml'), `version: 1\nrelations: none\ncrud:\n${crud}`);
}

async function loadPeers(server: PostgresServer, tables: number): Promise<{ host: string; port: number; database: string }> {
  const database = `bench_${tables}`;
  const admin = await server.connect('postgres');
  await admin.query(`drop database if exists ${database}`);
  await admin.query(`create database ${database}`);
  for (const role of ['tenant_users', 'tenant_admins']) {
    await admin.query(`do $$ begin create role ${role}; exception when duplicate_object then null; end $$`);
  }
  await admin.end();
  const client = await server.connect(database);
  await client.query(`create schema tenant_template; set search_path = tenant_template; ${schemaOf(tables)}`);
  await client.query('vacuum analyze');
  const { host, port } = client;
  await client.end();
  return { host, port, database };
}

async function compare(server: PostgresServer, tables: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pgcog-bench-'));
  const { host, port, database } = await loadPeers(server, tables);
  const peer = [host, String(port), database];
  const generate = ['dist/pgcog-gen.js', 'generate', '--quiet', '--cwd', folder];
  const figures: Record<string, ProcessFigure[]> = {};
  const note = async (name: string, args: readonly string[]): Promise<void> => {
    (figures[name] ??= []).push(await measureProcess(args));
  };
  for (let round = 0; round <= rounds; round += 1) {
    if (round === 1) for (const name of Object.keys(figures)) delete figures[name]; // The first round only warms up.
    rmSync(folder, { recursive: true, force: true });
    writeProject(folder, tables, round);
    await note('generate, cold', generate);
    await note('generate, nothing to do', generate);
    writeFileSync(join(folder, 'resolvers.yaml'), `${readFileSync(join(folder, 'resolvers.yaml'), 'utf8')}# edited\n`);
    await note('generate, spec edited', generate);
    await note('PostGraphile makeSchema', ['bench/peers/postgraphile.mjs', ...peer]);
    await note('kanel', ['bench/peers/kanel.mjs', ...peer, join(folder, 'kanel')]);
    await note('node -e 0', ['-e', '0']);
  }
  rmSync(folder, { recursive: true, force: true });
  print(tables, figures);
}

function print(tables: number, figures: Readonly<Record<string, readonly ProcessFigure[]>>): void {
  const time = (name: string): number => median((figures[name] ?? []).map((figure) => figure.time));
  process.stdout.write(`\n${tables} tables, five statements each (median of ${rounds})\n`);
  for (const [name, all] of Object.entries(figures)) {
    const memory = Math.max(...all.map((figure) => figure.memory ?? 0)) / 2 ** 20;
    process.stdout.write(`  ${name.padEnd(26)} ${time(name).toFixed(0).padStart(6)} ms  ${memory.toFixed(0).padStart(4)} MiB\n`);
  }
  const ratio = (a: string, b: string, wanted: string): void => {
    process.stdout.write(`  ${`${a} / ${b}`.padEnd(50)} ${(time(a) / time(b)).toFixed(2).padStart(6)}   wanted: at most ${wanted}\n`);
  };
  ratio('generate, cold', 'PostGraphile makeSchema', '1');
  ratio('generate, cold', 'kanel', '0.33');
  ratio('generate, spec edited', 'PostGraphile makeSchema', '0.5');
  ratio('generate, nothing to do', 'node -e 0', '5');
}

const server = await startServer({ version: 17 });
try {
  process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}\n`);
  for (const tables of sizes.length > 0 ? sizes : [10, 100, 500]) await compare(server, tables);
} finally {
  await server.stop();
}
