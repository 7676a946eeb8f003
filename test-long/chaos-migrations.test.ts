import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from '../test/migrations/run/fleet-world.js';
import type { MigrationText } from '../test/migrations/run/migration-of.js';
import type { KillPoint, MigratorOrder } from './support/killed-migrator.js';
import { createRandom } from './support/random.js';

const tenants = Number(process.env['PGCOG_CHAOS_TENANTS'] ?? 16);
const points = Number(process.env['PGCOG_CHAOS_POINTS'] ?? 200);
/** Of them, in a round, so many at most are ends of runners. */
const livesInRound = 14;
const random = createRandom(Number(process.env['PGCOG_TEST_SEED'] ?? 1));
const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'pg-cognition');
const script = join(folder, `killed-migrator-${process.pid}.mjs`);
const root = join(import.meta.dirname, '..');

const own = 'create table counters (id int primary key, once int not null default 0, rows int not null default 0);\ninsert into counters select generate_series(1, 20);\ncreate table log (number int not null);\n';
const shared = 'create table tally (id int primary key, n int not null);\ninsert into tally values (1, 0);\ngrant select on tally to tenant_users;\n';
let world: FleetWorld;
let current = own;
const migrations: MigrationText[] = [{ name: 'init', sql: `-- pgcog step transaction\n${own}-- pgcog step shared\n${shared.replaceAll(/\btally\b/gu, 'shared.tally')}`, number: 1, after: null }];
const files = (): Readonly<Record<string, string>> => ({ 'tenant_template/a.sql': current, 'shared/a.sql': shared });

/** Done twice or never, any of its steps would be seen. */
function next(): void {
  const number = migrations.length + 1;
  const last = migrations.at(-1);
  const column = `alter table counters add column c${number} int;\n`;
  const behind = `create function f${number}() returns int language sql as 'select count(c${number})::int from counters';\n`;
  migrations.push({
    name: `more_${number}`, number, after: `${String(number - 1).padStart(4, '0')}_${last?.name ?? ''}`,
    sql: `-- pgcog step shared\nupdate shared.tally set n = n + 1;
      -- pgcog step shared alone\nupdate shared.tally set n = n + 1000;
      -- pgcog step transaction\n${column}update counters set once = once + 1;\ninsert into log values (${number});
      -- pgcog step alone\ncreate index concurrently counters_c${number} on counters (c${number});
      -- pgcog step transaction\nalter table counters add column d${number} int not null default 0;
      -- pgcog step batched counters by id\nupdate counters set rows = rows + 1, c${number} = id;
      ${number > 3 ? `-- pgcog step alone\ndrop index concurrently counters_c${number - 1};` : ''}
      -- pgcog step transaction\n${behind}insert into log values (${-number});`,
  });
  current = `${current}${column}create index counters_c${number} on counters (c${number});\nalter table counters add column d${number} int not null default 0;\n${number > 3 ? `drop index counters_c${number - 1};\n` : ''}${behind}`;
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'support/killed-migrator.ts')], outfile: script, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'warning',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'dist', 'index.js')).href) },
  });
  world = await openFleet(files(), Array.from({ length: tenants }, (_, n) => `t${n}`));
}, 120_000);
afterAll(async () => {
  rmSync(script, { force: true });
  await world.close();
});

interface Ended {
  readonly killed: boolean;
  readonly out: string;
  readonly err: string;
}

let lives = 0;

async function runner(kill: KillPoint | null): Promise<Ended> {
  const { control, server } = world;
  const order: MigratorOrder = {
    connection: { host: server.host, port: server.port, user: `mover_${control.run}`, password: 'mover', database: control.database }, config: control.config, template: files(), migrations, kill,
    // Now at once, now concurrently.
    small: lives % 2 === 0 ? 0 : 2 ** 20,
  };
  const path = join(folder, `order-${process.pid}-${(lives += 1)}.json`);
  writeFileSync(path, JSON.stringify(order));
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, by) => resolve(by)));
  rmSync(path);
  return { killed: signal === 'SIGKILL', out, err };
}

interface Kind {
  readonly of: string;
  readonly most: number;
}

/** Of the first two runners of a round one comes to it, and where that one dies, the other. */
const template: Kind = { of: 'replace_template', most: 1 };
/** Where runners are killed, and how many of such queries one that shares its work with another has, about. */
const kinds: readonly Kind[] = [
  { of: '', most: tenants * 12 }, { of: 'apply_migration', most: tenants }, { of: 'run_batch', most: tenants * 3 }, { of: 'finish_step', most: tenants },
  { of: 'create index concurrently', most: tenants / 2 }, { of: 'drop index concurrently', most: tenants / 2 }, { of: 'commit', most: 4 },
];
const died = new Map<string, number>();
let deck: readonly Kind[] = [];

/** By chance, and each as often as the others. */
function draw(): Kind {
  if (deck.length === 0) deck = [...kinds].map((kind) => ({ kind, by: random() })).sort((a, b) => a.by - b.by).map(({ kind }) => kind);
  const [first = template, ...rest] = deck;
  deck = rest;
  return first;
}

async function killedRunner({ of, most }: Kind): Promise<Ended> {
  const ended = await runner({ of, at: random.integer(1, most), after: random() < 0.4 ? null : random() * 12 });
  if (ended.killed) died.set(of, (died.get(of) ?? 0) + 1);
  return ended;
}

const seen = { half: 0, within: 0, again: 0 };

/** What was left behind. */
async function look(): Promise<void> {
  const [found] = await world.rows<{ half: number; within: number; again: number }>(`select (select count(*)::int from pg_index where not indisvalid) as half,
    (select count(*)::int from cognition.migration_ledger where state = 'started' and progress is not null) as within, (select count(*)::int from cognition.migration_ledger where attempts > 1) as again`);
  for (const key of ['half', 'within', 'again'] as const) seen[key] = Math.max(seen[key], found?.[key] ?? 0);
}

/** Ends backends of the runners' until told to stop; now and then one that waits within CONCURRENTLY, for a lock that is held here. */
function terminator(most: number): { stop(): Promise<number> } {
  let [going, ended] = [true, 0];
  const end = async (which: string): Promise<void> => {
    if (ended < most) ended += (await world.rows(`select pg_terminate_backend(pid) from (select pid from pg_stat_activity where application_name = 'migrator' and ${which} order by random() limit 1) one`)).length;
  };
  const loop = (async () => {
    const holder = await world.server.connect(world.control.database);
    while (going) {
      await sleep(random() * 60);
      if (random() < 0.5) await end('true');
      else {
        await holder.query(`begin; lock table ${random.pick(Object.values(world.tenants))}.counters in row exclusive mode`);
        for (let looks = 0; looks < 12 && going; looks += 1) {
          await sleep(10);
          await end("wait_event_type = 'Lock' and query ilike '%index concurrently%'");
        }
        await holder.query('rollback');
      }
      await look();
    }
    await holder.end();
  })();
  return { stop: async () => {
    going = false;
    await loop;
    return ended;
  } };
}

async function check(): Promise<void> {
  const number = migrations.length;
  const numbers = Array.from({ length: number - 1 }, (_, n) => n + 2);
  for (const [name, found] of Object.entries(await world.differences())) expect([name, found]).toEqual([name, []]);
  for (const tenant of Object.values(world.tenants)) {
    expect([tenant, await world.rows(`select distinct once, rows, c${number} = id as filled from ${tenant}.counters`)]).toEqual([tenant, [{ once: number - 1, rows: number - 1, filled: true }]]);
    expect([tenant, (await world.rows<{ number: number }>(`select number from ${tenant}.log order by abs(number), number desc`)).map((one) => one.number)]).toEqual([tenant, numbers.flatMap((one) => [one, -one])]);
  }
  expect(await world.rows('select n from shared.tally')).toEqual([{ n: (number - 1) * 1001 }]);
  expect(await world.rows('select count(*)::int as n from cognition.tenant_migrations where number <> $1', [number])).toEqual([{ n: 0 }]);
  // Every step of every tenant, and of shared, stands there as done, and nothing else does.
  expect(await world.rows("select state, count(*)::int as n, bool_and(finished_at >= started_at and error is null) as told from cognition.migration_ledger where schema_name <> 'tenant_template' group by 1")).toEqual(
    await world.rows(`select 'done' as state, (count(*) filter (where home = 'tenant' and number > 1) * ${tenants} + count(*) filter (where home = 'shared'))::int as n, true as told from cognition.migration_steps`));
  expect(await world.rows('select count(*)::int as n from pg_index where not indisvalid')).toEqual([{ n: 0 }]);
  expect(await world.rows("select proname from pg_proc where proname like 'pgcog%'")).toEqual([]);
}

it(`a fleet of ${tenants}, its runners killed and their backends ended ${points} times, ends as if nothing had happened`, async () => {
  expect(JSON.parse((await runner(null)).out)).toMatchObject({ behind: 0, failures: [] });
  let done = 0;
  for (let round = 0; done < points; round += 1) {
    next();
    const hunter = round % 2 === 1 ? terminator(20) : null;
    for (let pair = 0; pair < livesInRound / 2 && done < points; pair += 1) {
      // Two at once: they share the work, and neither knows of the other's end.
      const before = pair === 0 && round % 3 === 0;
      const ends = await Promise.all([killedRunner(before ? template : draw()), killedRunner(before ? template : draw())]);
      done += ends.filter(({ killed }) => killed).length;
      await look();
      for (const { killed, err } of ends) if (!killed && hunter === null) expect(err).toBe('');
      if (hunter === null && ends.some(({ killed }) => !killed)) break;
    }
    if (hunter !== null) done += await hunter.stop();
    const { out, err } = await runner(null);
    expect([round, err]).toEqual([round, '']);
    expect(JSON.parse(out)).toMatchObject({ behind: 0, failures: [] });
    await check();
  }
  expect(done).toBeGreaterThanOrEqual(points);
  if (points < 200) return;
  // They died everywhere, and left what there is to be left.
  expect([...died.keys()].sort()).toEqual([...kinds, template].map(({ of }) => of).sort());
  expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
}, 1_800_000);
