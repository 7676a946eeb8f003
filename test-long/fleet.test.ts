import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookAhead } from '../src/migrations/run/look-ahead.js';
import { migrateUp } from '../src/migrations/run/migrate-up.js';
import type { RunOptions } from '../src/migrations/run/types.js';
import { openFleet, type FleetWorld } from '../test/migrations/run/fleet-world.js';

/** Tenants whose schemas are made, and those that are rows alone: status and a run with nothing to do read rows alone. */
const [whole, rows] = [Number(process.env['PGCOG_FLEET'] ?? 40), 1000];
const tables = 20;

const table = (n: number): string => `create table t${n} (id int generated always as identity primary key, name text not null, at timestamptz not null default now()); create index on t${n} (name); grant select on t${n} to tenant_users;`;
const template = Array.from({ length: tables }, (_, n) => table(n)).join('\n');
let world: FleetWorld;

beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': template }, Array.from({ length: whole }, (_, n) => `t${n}`));
  await world.up();
}, 900_000);
afterAll(() => world.close(), 300_000);

const quickest = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let n = 0; n < 7; n += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return Math.min(...times);
};

it('status, and a run with nothing to do, ask as often of one tenant as of thousands', async () => {
  const asked: string[] = [];
  const given = await world.options();
  const options: RunOptions = { ...given, session: { query: (text, values) => {
    asked.push(text);
    return given.session.query(text, values);
  } } };
  const counts: unknown[] = [];
  for (const many of [whole, whole + 1000, whole + 5000]) {
    await world.control.asOwner(`insert into cognition.tenants (name, displayname) select 'row' || n || '_${world.control.run}', 'Row' from generate_series((select count(*) from cognition.tenants) + 1, $1) n`, [many]);
    const { state } = await lookAhead(options);
    const status = asked.splice(0);
    const report = await migrateUp({ ...options, connect: () => Promise.reject(new Error('nothing is to be done')) });
    counts.push([state.tenants - many, state.behind, report.behind, status.length, asked.splice(0).length]);
  }
  await world.control.asOwner("delete from cognition.tenants where displayname = 'Row'");
  // Begin, who asks, what there is, commit.
  expect(counts).toEqual([[0, 0, 0, 4, 4], [0, 0, 0, 4, 4], [0, 0, 0, 4, 4]]);
}, 300_000);

it(`status, and a run with nothing to do, take less than 100 ms over ${rows} tenants; memory stays`, async () => {
  await world.control.asOwner(`insert into cognition.tenants (name, displayname) select 'row' || n || '_${world.control.run}', 'Row' from generate_series(1, ${rows - whole}) n`);
  const options = await world.options();
  expect((await lookAhead(options)).state).toMatchObject({ tenants: rows, behind: 0 });
  expect(await quickest(() => lookAhead(options))).toBeLessThan(100);
  const before = process.memoryUsage().heapUsed;
  expect(await quickest(() => world.up())).toBeLessThan(100);
  for (let n = 0; n < 200; n += 1) await world.up();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 2 ** 20);
  await world.control.asOwner("delete from cognition.tenants where displayname = 'Row'");
}, 300_000);

it(`${whole} tenants of ${tables} tables get a column and an index; one that is locked delays itself alone`, async () => {
  await world.add('extra', 'alter table t3 add column extra text;\n-- pgcog step alone\ncreate index concurrently t3_extra on t3 (extra);');
  world.change({ 'tenant_template/a.sql': `${template} alter table t3 add column extra text; create index t3_extra on t3 (extra);` });
  const held = world.tenants['t7'] ?? '';
  const holder = await world.control.login(`mover_${world.control.run}`, 'mover');
  await holder.query(`begin; set local role ${held}_owner; select from ${held}.t3`);
  const slowest: number[] = [];
  let reading = true;
  const readers = (async () => {
    const reader = await world.server.connect(world.control.database);
    while (reading) {
      for (const name of ['t1', 't2', 't9']) {
        const started = performance.now();
        await reader.query(`select count(*) from ${world.tenants[name] ?? ''}.t3`);
        slowest.push(performance.now() - started);
      }
    }
    await reader.end();
  })();
  const lock = 500;
  const running = world.up({ parallel: 4, limits: { lock, statement: 60_000, outside: 60_000 } });
  while (world.events.filter(({ event }) => event === 'tenant').length < whole - 1) await new Promise((resolve) => setTimeout(resolve, 20));
  const behind = await world.rows<{ name: string }>('select t.name from cognition.tenant_migrations m join cognition.tenants t on t.id = m.tenant_id where m.number < 2');
  await holder.query('commit');
  const report = await running;
  reading = false;
  await readers;
  expect(report).toMatchObject({ failures: [], behind: 0 });
  expect(behind).toEqual([{ name: held }]);
  expect(world.events.filter((one) => one.event === 'waits').every((one) => one.tenant === held)).toBe(true);
  expect(Math.max(...slowest)).toBeLessThan(lock + 2000);
}, 600_000);
