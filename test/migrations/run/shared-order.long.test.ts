import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from './fleet-world.js';

const shared = 'create table plans (id int primary key, name text, old text); grant select on plans to tenant_users;';
const tenant = 'create table orders (id int primary key, plan int references shared.plans); create view plan_names as select id, old from shared.plans;';

let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet({ 'shared/a.sql': shared, 'tenant_template/a.sql': tenant }, ['one', 'two', 'three']);
  await world.up();
}, 60_000);
afterAll(() => world.close());

const columns = async (): Promise<readonly string[]> => (await world.rows<{ name: string }>("select attname as name from pg_attribute where attrelid = 'shared.plans'::regclass and attnum > 0 and not attisdropped order by attnum")).map(({ name }) => name);
const waiting = async (): Promise<unknown> => (await world.rows(`select s.number, s.step from cognition.migration_steps s where s.home = 'shared' and not exists (select from cognition.migration_ledger l where l.schema_name = 'shared' and (l.number, l.step, l.state) = (s.number, s.step, 'done')) order by 1, 2`)).map(Object.values);

describe('shared, and what rests on it', () => {
  it('comes before who refers to it, and goes when nobody does any more', async () => {
    await world.rows(`insert into ${world.tenants['two'] ?? ''}.orders values (-1)`);
    await world.add('regions', `
      -- pgcog step shared
      create table shared.regions (id text primary key); grant select on shared.regions to tenant_users;
      -- pgcog step transaction
      alter table orders add column region text references shared.regions;
      alter table orders add constraint orders_positive check (id > 0);
      drop view plan_names;
      create view plan_names as select id, name from shared.plans;
      -- pgcog step shared
      alter table shared.plans drop column old;`);
    await world.add('less', "-- pgcog step shared\ncomment on table shared.plans is 'plans'; drop table if exists shared.nothing; comment on table shared.regions is 'regions';");
    world.change({
      'shared/a.sql': "create table plans (id int primary key, name text); grant select on plans to tenant_users; create table regions (id text primary key); grant select on regions to tenant_users; comment on table plans is 'plans'; comment on table regions is 'regions'",
      'tenant_template/a.sql': 'create table orders (id int primary key, plan int references shared.plans, region text references shared.regions, constraint orders_positive check (id > 0)); create view plan_names as select id, name from shared.plans;',
    });
    const report = await world.up({ skipFailing: true });
    expect([report.migrated.length, report.behind, await columns()]).toEqual([2, 1, ['id', 'name', 'old']]);
    expect(await waiting()).toEqual([[2, 7], [3, 2], [3, 3]]);
    expect(world.events.filter(({ event }) => event === 'waits')).toEqual([{ event: 'waits', tenant: 'shared', migration: '0002_regions', why: '1 tenant has not got it' }]);
    // Nothing else is to be done, and it still waits.
    expect(await world.up({ skipFailing: true })).toMatchObject({ migrated: [], behind: 1 });
    expect(await columns()).toEqual(['id', 'name', 'old']);
  });

  it('is finished once, whoever runs', async () => {
    await world.rows(`update ${world.tenants['two'] ?? ''}.orders set id = 1`);
    await Promise.all([world.up(), world.options().then(async (options) => {
      const own = await options.connect();
      const { migrateUp } = await import('../../../src/migrations/run/migrate-up.js');
      return migrateUp({ ...options, session: own.session }).finally(() => own.close());
    })]);
    expect([await columns(), await waiting()]).toEqual([['id', 'name'], []]);
    expect(await world.differences()).toEqual({ one: [], two: [], three: [] });
    expect(await world.up()).toMatchObject({ template: [], migrated: [], behind: 0 });
  });
});
