import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateUp } from '../../../src/migrations/run/migrate-up.js';
import type { RunOptions } from '../../../src/migrations/run/types.js';
import { openFleet, type FleetWorld } from './fleet-world.js';
import { throughDataApi, type ThroughDataApi } from './through-data-api.js';

const base = `create table orders (id int primary key, note text);
create table logs (id int, day date) partition by range (day);
create table logs_old partition of logs for values from ('2020-01-01') to ('2021-01-01');`;
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
let world: FleetWorld;
let api: ThroughDataApi;
let quick: ThroughDataApi;
let template = base;

beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': base }, ['a', 'b']);
  api = await throughDataApi(world);
  quick = await throughDataApi(world, { statementMs: 1500 });
  for (const tenant of Object.values(world.tenants)) await world.rows(`insert into ${tenant}.orders select generate_series(1, 40), 'x'`);
  await world.up();
}, 120_000);
afterAll(async () => {
  await api.close();
  await quick.close();
  await world.close();
});

/** The template goes by a usual call, tenants by calls that end early. */
const hasty = (): Pick<RunOptions, 'session' | 'lasting' | 'connect' | 'small'> => ({ ...api.options, small: 0, connect: () => quick.database.another() });
async function index(name: string, on = 'note'): Promise<void> {
  await world.add(name, `-- pgcog step alone\ncreate index concurrently orders_${name} on orders (${on});`);
  template = `${template}\ncreate index orders_${name} on orders (${on});`;
  world.change({ 'tenant_template/a.sql': template });
}
const tenant = (name: string): string => world.tenants[name] ?? '';
const running = (): Promise<readonly { readonly pid: number; readonly query: string }[]> => world.rows("select pid, query from pg_stat_activity where query like '/* pgcog %' and state = 'active'");
async function whenRunning(): Promise<number> {
  for (const until = Date.now() + 20_000; Date.now() < until; await pause(20)) {
    const [one] = await running();
    if (one !== undefined) return one.pid;
  }
  throw new Error('nothing is running');
}
/** Whoever writes and does not end: an index that is made concurrently waits for it, longer than a call may take. */
async function hold(name: string): Promise<() => Promise<void>> {
  const holder = await world.control.login(`mover_${world.control.run}`, 'mover');
  await holder.query(`begin; set local role ${tenant(name)}_owner; update ${tenant(name)}.orders set note = 'y' where id = 1`);
  return async () => {
    await holder.query('rollback');
    await holder.end();
  };
}
const same = async (): Promise<void> => {
  expect(await running()).toEqual([]);
  expect(await world.differences()).toEqual({ a: [], b: [] });
  expect(await world.rows("select schema_name, number, step, state from cognition.migration_ledger where state <> 'done'")).toEqual([]);
};

it('watches what takes longer than a call, and says how far it is', async () => {
  await index('slow');
  world.events.length = 0;
  const release = await hold('a');
  const run = world.up({ ...hasty(), parallel: 2 });
  await whenRunning();
  await pause(8000);
  await release();
  expect(await run).toMatchObject({ failures: [], behind: 0 });
  expect(world.events.filter((one) => one.event === 'waits').map((one) => one.why)).toContainEqual(expect.stringMatching(/^step 1 runs for \d+ s: waiting for writers/u));
  await same();
}, 60_000);

it('goes on with what an interrupted run has left running', async () => {
  await index('left');
  const release = await hold('a');
  const stopped = new AbortController();
  const run = migrateUp(await world.options({ ...hasty(), parallel: 1, signal: stopped.signal })).then(() => 'ended', () => 'stopped');
  const pid = await whenRunning();
  await pause(2000);
  stopped.abort();
  expect(await run).toBe('stopped');
  expect((await running()).map((one) => one.pid)).toEqual([pid]);
  const oid = (): Promise<readonly object[]> => world.rows("select oid from pg_class where relname = 'orders_left' and relnamespace = $1::regnamespace", [tenant('a')]);
  const before = await oid();
  expect(before).toHaveLength(1);
  const next = world.up(hasty());
  await pause(1000);
  await release();
  expect(await next).toMatchObject({ failures: [], behind: 0 });
  expect(await oid()).toEqual(before);
  await same();
}, 60_000);

it('a direct run does not take it for nobody\'s', async () => {
  await index('direct');
  const release = await hold('a');
  const stopped = new AbortController();
  const run = migrateUp(await world.options({ ...hasty(), parallel: 1, signal: stopped.signal })).then(() => 'ended', () => 'stopped');
  await whenRunning();
  await pause(2000);
  stopped.abort();
  expect(await run).toBe('stopped');
  world.events.length = 0;
  const next = world.up();
  await pause(1000);
  await release();
  expect(await next).toMatchObject({ failures: [], behind: 0 });
  expect(world.events).toContainEqual({ event: 'waits', tenant: tenant('a'), migration: expect.stringMatching(/_direct$/u), why: `somebody else is migrating ${tenant('a')}` });
  await same();
}, 90_000);

it('what is killed within a call is tried again, what is killed behind it is said, and goes on', async () => {
  await index('killed');
  const first = await hold('a');
  const slowly = world.up({ ...api.options, small: 0, parallel: 1 });
  await world.rows('select pg_terminate_backend($1)', [await whenRunning()]);
  await first();
  expect(await slowly).toMatchObject({ failures: [], behind: 0 });
  await same();
  await index('again');
  const second = await hold('a');
  const hastily = world.up({ ...hasty(), parallel: 1 });
  const pid = await whenRunning();
  await pause(2500);
  await world.rows('select pg_terminate_backend($1)', [pid]);
  await second();
  expect(await hastily).toMatchObject({ failures: [{ tenant: tenant('a'), step: 1, why: 'step 1 went on when its call had ended, and did not come to its end: the database\'s log says why' }], behind: 2 });
  expect(await world.rows("select schema_name, state from cognition.migration_ledger where state = 'failed'")).toEqual([{ schema_name: tenant('a'), state: 'failed' }]);
  expect(await world.up(hasty())).toMatchObject({ failures: [], behind: 0 });
  await same();
}, 90_000);

it('takes partitions off, drops indexes, builds them anew, and tidies up', async () => {
  await world.add('others', `-- pgcog step alone
drop index concurrently orders_again;
reindex table concurrently orders;
vacuum (analyze) orders, logs_old;
alter table logs detach partition logs_old concurrently;`);
  template = template.replace(/create index orders_again[^;]*;/u, '').replace("create table logs_old partition of logs for values from ('2020-01-01') to ('2021-01-01');", 'create table logs_old (id int, day date);');
  world.change({ 'tenant_template/a.sql': template });
  quick.data.faults.inject({ fault: 'drop', when: 'after', sql: /concurrently/u, probability: 0.5, count: 5 });
  expect(await world.up(hasty())).toMatchObject({ failures: [], behind: 0 });
  await same();
}, 90_000);
