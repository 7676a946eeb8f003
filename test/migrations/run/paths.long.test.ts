import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from './fleet-world.js';

const part = "create table logs_old partition of logs for values from ('2020-01-01') to ('2021-01-01');";
const base = `create type state as enum ('open');
create table orders (id int primary key, note text, state state);
create table logs (id int, day date) partition by range (day);
${part}`;
let world: FleetWorld;
let template = base;
const tenant = (name: string): string => world.tenants[name] ?? '';
async function step(name: string, sql: string, now: string): Promise<void> {
  await world.add(name, sql);
  template = now;
  world.change({ 'tenant_template/a.sql': now });
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
async function same(): Promise<void> {
  expect(Object.entries(await world.differences()).filter(([, found]) => found.length > 0)).toEqual([]);
}

beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': base, 'shared/s.sql': 'create table plans (id int primary key, note text);' }, ['a', 'b', 'c']);
  for (const name of ['a', 'b', 'c']) await world.rows(`insert into ${tenant(name)}.orders select generate_series(1, 30)`);
  await world.rows('insert into shared.plans select generate_series(1, 30)');
  await world.up();
}, 120_000);
afterAll(() => world.close());

it('a partition is taken off concurrently, and what an interruption left of that is finished', async () => {
  await step('off', '-- pgcog step alone\nalter table logs detach partition logs_old concurrently;', base.replace(part, 'create table logs_old (id int, day date);'));
  const holder = await world.control.login(`mover_${world.control.run}`, 'mover');
  await holder.query(`begin isolation level repeatable read; set local role ${tenant('a')}_owner; select from ${tenant('a')}.logs`);
  const run = world.up({ parallel: 1, tries: 0 }).catch(() => null);
  for (const until = Date.now() + 20_000; Date.now() < until; await pause(20)) {
    const [one] = await world.rows<{ pid: number }>("select a.pid from pg_stat_activity a where a.query ~* 'detach partition' and a.state = 'active' and a.pid <> pg_backend_pid() and exists (select from pg_inherits where inhdetachpending)");
    if (one === undefined) continue;
    await world.rows('select pg_terminate_backend($1)', [one.pid]);
    break;
  }
  await run;
  expect(await world.rows('select inhdetachpending as pending from pg_inherits where inhparent = $1::regclass', [`${tenant('a')}.logs`])).toEqual([{ pending: true }]);
  await holder.query('rollback');
  await holder.end();
  expect(await world.up()).toMatchObject({ failures: [], behind: 0 });
  await same();
}, 90_000);

it('indexes are built anew, and copies of an interrupted attempt are dropped', async () => {
  await step('anew', '-- pgcog step alone\nreindex table concurrently orders;\nvacuum orders;', template);
  await world.rows(`create index orders_pkey_ccnew on ${tenant('a')}.orders (id)`);
  await world.rows('update pg_index set indisvalid = false where indexrelid = $1::regclass', [`${tenant('a')}.orders_pkey_ccnew`]);
  await world.rows("insert into cognition.migration_ledger (number, schema_name, step, state) values (3, $1, 1, 'started')", [tenant('a')]);
  expect(await world.up()).toMatchObject({ failures: [], behind: 0 });
  await same();
}, 60_000);

it('values of an enum, functions that name what comes later, and rows of shared, once', async () => {
  await step('more', `-- pgcog step alone
alter type state add value 'lost';
-- pgcog step transaction
create function later() returns bigint language sql as $$ select count(*) from made_later $$;
create table made_later (id int);
-- pgcog step shared
update plans set note = coalesce(note, '') || 'x';`, `${template.replace("'open')", "'open', 'lost')")}\ncreate table made_later (id int);\ncreate function later() returns bigint language sql as $$ select count(*) from made_later $$;`);
  expect(await world.up()).toMatchObject({ failures: [], behind: 0 });
  expect(await world.rows('select distinct note from shared.plans')).toEqual([{ note: 'x' }]);
  await same();
}, 60_000);

it('a tenant that is dropped meanwhile is nobody\'s failure, one that is made meanwhile is current', async () => {
  await step('column', 'alter table orders add column extra int;', template.replace('note text, state', 'note text, extra int, state'));
  const holder = await world.control.login(`mover_${world.control.run}`, 'mover');
  await holder.query(`begin; set local role ${tenant('a')}_owner; select from ${tenant('a')}.orders`);
  const run = world.up({ parallel: 1, limits: { lock: 200, statement: 60_000, outside: 60_000 } });
  while (!world.events.some((one) => one.event === 'waits')) await pause(20);
  await world.addTenant('d');
  await world.control.asOwner('select cognition.drop_tenant($1, $1)', [tenant('c')]);
  await holder.query('rollback');
  await holder.end();
  expect(await run).toMatchObject({ failures: [], behind: 0 });
  Reflect.deleteProperty(world.tenants, 'c');
  await same();
}, 60_000);

it('a grant that names what a migration drops is told, and can be forgotten', async () => {
  const { cutGrant } = await import('../../../src/tenancy/grants/cut-grant.js');
  const { forgetGrants } = await import('../../../src/tenancy/grants/forget-grants.js');
  const { grantToAllTenants } = await import('../../../src/tenancy/grants/grant-to-all-tenants.js');
  const { loadGrammar } = await import('../../../src/parse/load-grammar.js');
  const { value } = cutGrant(await loadGrammar(), world.control.config, 'grant select on made_later to tenant_users');
  if (value === null) throw new Error('no grant');
  const { id } = await grantToAllTenants(world.control.master, value, () => undefined);
  await step('drop', 'drop function later();\ndrop table made_later;', template.replace(/\ncreate table made_later[^]*$/u, ''));
  await expect(world.up()).rejects.toMatchObject({ code: 'PGC644', hint: `pgcog grant forget ${id}, where nobody is to have it any more`, message: expect.stringContaining(`grant ${id} is not possible any more, relation "made_later" does not exist`) });
  await world.control.master.query('begin; set local role cognition_owner');
  expect(await forgetGrants(world.control.master, [String(id)])).toHaveLength(1);
  await world.control.master.query('commit');
  expect(await world.up()).toMatchObject({ failures: [], behind: 0 });
  await same();
}, 60_000);
