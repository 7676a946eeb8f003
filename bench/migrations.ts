/**
 * node scripts/ts.mjs bench/migrations.ts [TENANTS] [TABLES]: a column and an index for each tenant by the runner of
 * `pgcog migrate up` with 4 workers, beside the same statements over 4 bare connections, in turn on one PostgreSQL, medians;
 * as it does it with tables as small as these, and as it does it with large ones, whose indexes it builds concurrently.
 * Then `pgcog migrate status` and an `up` with nothing to do as whole processes, beside the start of one, and the most memory
 * that an `up` of a hundred tenants and of all takes. Processes run what is in dist/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { planLoad } from '../src/catalog/plan-load.js';
import { lookAhead } from '../src/migrations/run/look-ahead.js';
import { migrateUp } from '../src/migrations/run/migrate-up.js';
import type { RunOptions } from '../src/migrations/run/types.js';
import type { MigrationFile } from '../src/migrations/types.js';
import { loadGrammar } from '../src/parse/load-grammar.js';
import { ensureRoles } from '../src/postgres/roles.js';
import { startServer } from '../src/postgres/start-server.js';
import type { PostgresServer } from '../src/postgres/types.js';
import { installControl } from '../src/tenancy/control/install.js';
import { cutProgram } from '../src/tenancy/program/cut-program.js';
import { installTemplate, type Template } from '../src/tenancy/template/install-template.js';
import { createTenant } from '../src/tenancy/tenants/create-tenant.js';
import { buildConfig } from '../scripts/corpus/tenant-config.js';
import { migrationOf } from '../test/migrations/run/migration-of.js';
import { removeLeftovers } from '../test/tenancy/control/leftovers.js';
import { measureProcess } from './measure-process.js';
import { schemaOf } from './schema.js';

const [tenants = 100, tables = 20] = process.argv.slice(2).map(Number);
const [rounds, workers] = [tenants > 300 ? 6 : 10, 4];
const database = 'pgcog_local_bench_migrations';
const config = buildConfig([]);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** Milliseconds. */
interface Round {
  readonly runner: number;
  readonly bare: number;
}

async function templateOf(text: string): Promise<Template> {
  const grammar = await loadGrammar();
  const plan = planLoad(grammar, [{ path: 'tenant_template/a.sql', text }], config).value;
  return { config, plan, program: cutProgram({ grammar, statements: plan.run, config, installed: null }).value };
}

async function open(server: PostgresServer, names: readonly string[]): Promise<Client> {
  const maintenance = await server.connect(server.maintenance);
  await ensureRoles(maintenance, []);
  await removeLeftovers(maintenance);
  await maintenance.query(`create database ${database}`);
  await maintenance.end();
  const client = await server.connect(database);
  await installControl(client, config);
  await installTemplate(client, await templateOf(schemaOf(tables)));
  let next = 1;
  for (const [n, name] of names.entries()) {
    await createTenant(client, { name, displayName: name });
    // Nothing analyzes a scratch server by itself, and the catalogs grow.
    if (n !== next) continue;
    await client.query('vacuum analyze');
    next = Math.ceil(n * 1.5);
  }
  await client.query('vacuum analyze');
  return client;
}

const statements = (n: number): readonly [string, string] => [`alter table thing_3 add column extra_${n} text`, `create index concurrently thing_3_extra_${n} on thing_3 (extra_${n})`];

/** Each statement as it is, by whoever may. */
async function bare(options: RunOptions, names: readonly string[], n: number): Promise<void> {
  const left = [...names];
  await Promise.all(Array.from({ length: workers }, async () => {
    const { session, close } = await options.connect();
    for (let tenant = left.pop(); tenant !== undefined; tenant = left.pop()) {
      await session.query(`set search_path = ${tenant}`);
      for (const statement of statements(n)) await session.query(statement);
    }
    await close();
  }));
}

async function compare(server: PostgresServer): Promise<void> {
  const names = Array.from({ length: tenants }, (_, n) => `t${n}`);
  const making = performance.now();
  const client = await open(server, names);
  console.log(`${tenants} tenants of ${tables} tables, made in ${((performance.now() - making) / 1000).toFixed(0)} s; ${cpus().length} cores`);
  let text = schemaOf(tables);
  let files: readonly MigrationFile[] = [await migrationOf(config, { name: 'init', sql: text, number: 1, after: null })];
  const grammar = await loadGrammar();
  const options = (changes: Partial<RunOptions> = {}): RunOptions => ({
    session: client, lasting: true, grammar, config, files, template: () => templateOf(text), tenants: null, canary: 0, parallel: workers, continueOnError: false, skipFailing: false, verify: false,
    limits: { lock: 3000, statement: 600_000, outside: 600_000 }, batchSize: 5000, tries: 40, pause: 250, signal: new AbortController().signal, onEvent: () => undefined,
    connect: async () => {
      const session = await server.connect(database);
      return { session, lasting: true, cancel: () => Promise.resolve(), close: () => session.end() };
    }, ...changes,
  });
  await migrateUp(options());
  const times = { 'at once': [] as Round[], concurrently: [] as Round[] };
  const next = async (n: number): Promise<void> => {
    const [column, index] = statements(n);
    text += `${column}; ${index.replace('concurrently ', '')};\n`;
    files = [...files, await migrationOf(config, { name: `extra_${n}`, sql: migrationText(n), number: n + 2, after: files.at(-1)?.id ?? null })];
  };
  for (let n = 0; n <= rounds; n += 1) {
    const own = await timed(() => bare(options(), names, n));
    for (const tenant of names) await client.query(`alter table ${tenant}.thing_3 drop column extra_${n}`);
    await client.query('vacuum analyze');
    await next(n);
    await migrateUp(options({ tenants: [] })); // the template: once, however many tenants there are
    const way = n % 2 === 1 ? 'at once' : 'concurrently';
    const runner = await timed(() => migrateUp(options(way === 'at once' ? {} : { small: 0 })));
    await client.query('vacuum analyze');
    if (n > 0) times[way].push({ runner, bare: own }); // the first warms both up
  }
  for (const [way, all] of Object.entries(times)) {
    const ratios = all.map((one) => one.runner / one.bare);
    console.log(`${way}: runner ${median(all.map((one) => one.runner)).toFixed(0)} ms, bare ${median(all.map((one) => one.bare)).toFixed(0)} ms: ${median(ratios).toFixed(2)} times, round by round ${ratios.map((one) => one.toFixed(2)).join(', ')}`);
  }
  console.log(`the ledger looked at ${(await timed(() => lookAhead(options()))).toFixed(1)} ms, a run with nothing to do ${(await timed(() => migrateUp(options()))).toFixed(1)} ms, within a process`);
  await processes(client, names, next, () => ({ text, files: files.map(({ id }) => id) }));
  await client.end();
}

const migrationText = (n: number): string => `${statements(n)[0]};\n-- pgcog step alone\n${statements(n)[1]};`;

/** `pgcog` itself, on a project that says what the database has. */
async function processes(client: Client, names: readonly string[], next: (n: number) => Promise<void>, now: () => { readonly text: string; readonly files: readonly string[] }): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-bench-'));
  const write = (): void => {
    for (const folder of ['tenant_template', 'migrations']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'pgcog.config.ts'), "import { defineConfig } from 'pg-cognition';\n\nexport default defineConfig({ roles: { users: {}, admins: { inherits: ['users'] }, billing: {} } });\n");
    writeFileSync(join(root, 'tenant_template', 'a.sql'), now().text);
    for (const [at, id] of now().files.entries()) writeFileSync(join(root, 'migrations', `${id}.sql`), `-- pgcog migration ${id}\n${at === 0 ? '' : `-- after ${now().files[at - 1]}\n`}\n${at === 0 ? schemaOf(tables) : migrationText(at - 1)}\n`);
  };
  const url = `postgresql:///${database}?host=${encodeURIComponent(client.host)}&user=${encodeURIComponent(client.user ?? '')}`;
  const migrate = (...args: readonly string[]): readonly string[] => ['dist/pgcog.js', 'migrate', ...args, '--cwd', root, '--database-url', url];
  try {
    write();
    const ways = { 'node -e 0': ['-e', '0'], 'pgcog --version': ['dist/pgcog.js', '--version'], 'migrate status': migrate('status'), 'migrate up': migrate('up') };
    const found = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
    for (let n = 0; n < 7; n += 1) for (const [name, args] of Object.entries(ways)) found.get(name)?.push((await measureProcess(args)).time);
    const of = (name: string): number => median(found.get(name) ?? []);
    for (const name of ['migrate status', 'migrate up']) console.log(`${name} with nothing to do: ${of(name).toFixed(0)} ms, ${(of(name) - of('pgcog --version')).toFixed(0)} more than pgcog --version (${of('pgcog --version').toFixed(0)}), ${(of(name) - of('node -e 0')).toFixed(0)} more than node -e 0`);
    for (const [at, some] of [names.slice(0, 100), names].entries()) {
      await next(rounds + 1 + at);
      write();
      // The template first: it takes the same, however many tenants there are, and more than they.
      await measureProcess(migrate('up', '--tenants', names[0] ?? '', '--parallel', String(workers)));
      const { memory } = await measureProcess(migrate('up', '--parallel', String(workers), ...(some === names ? [] : ['--tenants', some.join(',')])));
      console.log(`migrate up of ${some.length} tenants: ${memory === null ? 'unknown' : (memory / 2 ** 20).toFixed(0)} MiB at most`);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const server = await startServer({ version: 17, passwords: true });
await compare(server).finally(() => server.stop());
