import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from '../test/migrations/run/fleet-world.js';
import type { MigrationText } from '../test/migrations/run/migration-of.js';
import type { MigratorOrder } from './support/killed-migrator.js';

const tenants = Number(process.env['PGCOG_CHAOS_TENANTS'] ?? 30);
const points = Number(process.env['PGCOG_CHAOS_POINTS'] ?? 40);
const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'pg-cognition');
const script = join(folder, `killed-migrator-${process.pid}.mjs`);
const root = join(import.meta.dirname, '..');

const base = 'create table counters (id int primary key, once int not null default 0, rows int not null default 0);\ninsert into counters select generate_series(1, 20);\n';
let world: FleetWorld;
let template = base;
const migrations: MigrationText[] = [{ name: 'init', sql: base, number: 1, after: null }];

/** Done twice or never, any of its steps would be seen. */
function next(): void {
  const number = migrations.length + 1;
  const last = migrations.at(-1);
  migrations.push({
    name: `more_${number}`, number, after: `${String(number - 1).padStart(4, '0')}_${last?.name ?? ''}`,
    sql: `alter table counters add column c${number} int;
      update counters set once = once + 1;
      -- pgcog step alone
      create index concurrently counters_c${number} on counters (c${number});
      -- pgcog step batched counters by id
      update counters set rows = rows + 1, c${number} = id;
      ${number > 3 ? `-- pgcog step alone\n      drop index concurrently counters_c${number - 1};` : ''}
      -- pgcog step transaction
      create function f${number}() returns int language sql as 'select count(c${number})::int from counters';`,
  });
  template = `${template}alter table counters add column c${number} int;\ncreate index counters_c${number} on counters (c${number});\n${number > 3 ? `drop index counters_c${number - 1};\n` : ''}create function f${number}() returns int language sql as 'select count(c${number})::int from counters';\n`;
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'support/killed-migrator.ts')], outfile: script, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'warning',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'dist', 'index.js')).href) },
  });
  world = await openFleet({ 'tenant_template/a.sql': base }, Array.from({ length: tenants }, (_, n) => `t${n}`));
}, 120_000);
afterAll(async () => {
  for (const file of [script, join(folder, `order-${process.pid}.json`)]) rmSync(file, { force: true });
  await world.close();
});

interface Ended {
  readonly killed: boolean;
  readonly out: string;
  readonly err: string;
}

async function runner(killAt: number, after: number | null): Promise<Ended> {
  const { control, server } = world;
  const order: MigratorOrder = {
    connection: { host: server.host, port: server.port, user: `mover_${control.run}`, password: 'mover', database: control.database },
    config: control.config, template, migrations, killAt, after,
  };
  const path = join(folder, `order-${process.pid}.json`);
  writeFileSync(path, JSON.stringify(order));
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, by) => resolve(by)));
  return { killed: signal === 'SIGKILL', out, err };
}

/** Ends a backend of the runner's now and then, until told to stop. */
function terminator(): { stop(): Promise<number> } {
  let [going, ended] = [true, 0];
  const loop = (async () => {
    while (going) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
      ended += (await world.rows("select pg_terminate_backend(pid) from (select pid from pg_stat_activity where application_name = 'migrator' order by random() limit 1) one")).length;
    }
  })();
  return { stop: async () => {
    going = false;
    await loop;
    return ended;
  } };
}

async function check(): Promise<void> {
  const number = migrations.length;
  for (const [name, found] of Object.entries(await world.differences())) expect([name, found]).toEqual([name, []]);
  for (const tenant of Object.values(world.tenants)) {
    expect([tenant, await world.rows(`select distinct once, rows, c${number} = id as filled from ${tenant}.counters`)]).toEqual([tenant, [{ once: number - 1, rows: number - 1, filled: true }]]);
  }
  expect(await world.rows('select count(*)::int as n from cognition.tenant_migrations where number <> $1', [number])).toEqual([{ n: 0 }]);
  expect(await world.rows("select count(*)::int as n from cognition.migration_ledger where state <> 'done'")).toEqual([{ n: 0 }]);
  expect(await world.rows('select count(*)::int as n from pg_index where not indisvalid')).toEqual([{ n: 0 }]);
}

it(`a fleet of ${tenants}, its runner killed and its backends ended ${points} times, ends as if nothing had happened`, async () => {
  expect(JSON.parse((await runner(0, null)).out)).toMatchObject({ behind: 0, failures: [] });
  let done = 0;
  let longest = 400;
  for (let round = 0; done < points; round += 1) {
    next();
    const hunter = round % 2 === 1 ? terminator() : null;
    for (let kills = 0; kills < 12 && done < points; kills += 1) {
      const { killed, err } = await runner(1 + Math.floor(Math.random() * longest), Math.random() < 0.4 ? null : Math.random() * 12);
      if (killed) done += 1;
      else if (hunter === null) expect(err).toBe('');
      if (!killed && hunter === null) break;
    }
    if (hunter !== null) done += await hunter.stop();
    const { out, err } = await runner(0, null);
    expect([round, err]).toEqual([round, '']);
    const report = JSON.parse(out) as { readonly queries: number; readonly failures: readonly unknown[]; readonly behind: number };
    expect(report).toMatchObject({ behind: 0, failures: [] });
    longest = Math.max(120, Math.min(600, report.queries));
    await check();
  }
  expect(done).toBeGreaterThanOrEqual(points);
});
