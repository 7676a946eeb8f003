import { afterAll, beforeAll, expect, it } from 'vitest';
import { mendTenant } from '../../../src/migrations/run/mend-tenant.js';
import { RowsInTheWay } from '../../../src/migrations/run/migrate-up.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { openFleet, type FleetWorld } from './fleet-world.js';
import { throughDataApi, type ThroughDataApi } from './through-data-api.js';

const base = "create table orders (id int primary key, region text); create function shout(what text) returns text language sql immutable strict return what || '!';";
const second = base.replace('region text', 'region text not null, note text');
let world: FleetWorld;
let api: ThroughDataApi;

beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': base }, ['a', 'b', 'c']);
  api = await throughDataApi(world);
  for (const tenant of Object.values(world.tenants)) await world.rows(`insert into ${tenant}.orders (id) select generate_series(1, 25)`);
}, 60_000);
afterAll(async () => {
  await api.close();
  await world.close();
});

const through = (): ThroughDataApi['options'] & { readonly batchSize: number } => ({ ...api.options, batchSize: 10 });

it('takes tenants along, in transactions and in stretches, through the Data API alone', async () => {
  expect(await world.up(through())).toMatchObject({ template: ['0001_init'] });
  await world.add('note', `alter table orders add column note text;
    -- pgcog step batched orders by id
    update orders set region = 'eu' where region is null;
    -- pgcog step transaction
    alter table orders alter column region set not null;`);
  world.change({ 'tenant_template/a.sql': second });
  expect(await world.up({ ...through(), canary: 1 })).toMatchObject({ failures: [], behind: 0, template: ['0002_note'] });
  expect(await world.differences()).toEqual({ a: [], b: [], c: [] });
  expect(await world.rows("select distinct progress ->> 'batches' as n from cognition.migration_ledger where progress is not null")).toEqual([{ n: '3' }]);
});

it('asks rows, and names what may be too long for it', async () => {
  const files = world.files();
  await world.add('check', 'alter table orders add constraint few check (id < 25);');
  world.setFiles(world.files().map((file) => (file.name === 'check' ? { ...file, hazards: [{ kind: 'rewrites', object: 'table orders' }, { kind: 'locks', object: 'table orders' }] } : file)));
  expect(await world.up(through()).catch((error: unknown) => (error instanceof RowsInTheWay ? error.found.map(({ rows }) => rows) : error))).toEqual([[{ id: 25 }], [{ id: 25 }], [{ id: 25 }]]);
  expect(world.events.filter(({ event }) => event === 'long')).toEqual([{ event: 'long', migration: '0003_check', hazard: 'rewrites: table orders' }]);
  world.setFiles(files);
});

it('makes an index concurrently, whatever the search path of the calls', async () => {
  await world.add('index', '-- pgcog step alone\ncreate index concurrently orders_note on orders (shout(note)) where orders.note is distinct from upper(region);');
  world.change({ 'tenant_template/a.sql': `${second} create index orders_note on orders (shout(note)) where orders.note is distinct from upper(region);` });
  // Nobody hears that the first is done, that the second goes on, and the third never arrives.
  api.data.faults.inject({ fault: 'drop', when: 'after', sql: /concurrently/u, count: 1 });
  api.data.faults.inject({ fault: 'timeout', when: 'after', sql: /concurrently/u, count: 1 });
  api.data.faults.inject({ fault: 'drop', when: 'before', sql: /concurrently/u, count: 1 });
  expect(await world.up({ ...through(), small: 0 })).toMatchObject({ failures: [], behind: 0 });
  expect(api.data.faults.struck()).toBe(3);
  expect(await world.differences()).toEqual({ a: [], b: [], c: [] });
});

it('plans what would mend a tenant', async () => {
  const tenant = world.tenants['b'] ?? '';
  await world.rows(`alter table ${tenant}.orders alter column note set default 'x'; drop index ${tenant}.orders_note`);
  const { statements, refusal } = await mendTenant(api.database.session, { lock: 3000, statement: 60_000, outside: 60_000 }, await loadGrammar(), tenant);
  expect(refusal).toBeNull();
  for (const sql of statements) await world.rows(sql);
  expect(await world.differences()).toEqual({ a: [], b: [], c: [] });
});
