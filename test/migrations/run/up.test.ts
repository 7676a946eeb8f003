import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from './fleet-world.js';

const first = {
  'shared/a.sql': 'create table plans (id int primary key, name text); grant select on plans to tenant_users;',
  'tenant_template/a.sql': `create type state as enum ('open', 'closed');
    create table orders (id int generated always as identity primary key, total numeric not null, state state not null default 'open', region text);
    create function shout(t text) returns text language sql immutable as $$ select upper(t) $$;
    grant select, insert on orders to tenant_users;`,
};
let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet(first, ['acme', 'beta', 'gamma', 'delta']);
  for (const tenant of Object.values(world.tenants)) await world.rows(`insert into ${tenant}.orders (total, region) select n, case when n % 3 = 0 then 'us' end from generate_series(1, 250) n`);
}, 60_000);
afterAll(() => world.close());

const standings = (): Promise<readonly unknown[]> => world.rows('select t.name, m.number from cognition.tenant_migrations m join cognition.tenants t on t.id = m.tenant_id order by 1');

describe('a run', () => {
  it('takes a template that is today\'s as it is', async () => {
    expect(await world.up()).toEqual({ template: ['0001_init'], migrated: [], failures: [], skipped: [], behind: 0 });
    expect((await standings()).map((one) => (one as { number: number }).number)).toEqual([1, 1, 1, 1]);
    expect(await world.up()).toEqual({ template: [], migrated: [], failures: [], skipped: [], behind: 0 });
  });

  it('takes template, shared and every tenant through steps of every kind', async () => {
    await world.add('regions', `
      -- pgcog step shared
      create table shared.regions (id text primary key);
      insert into shared.regions values ('eu'), ('us');
      grant select on shared.regions to tenant_users;
      -- pgcog step transaction
      alter table orders add column note text;
      alter table orders add column plan int references shared.plans;
      -- pgcog step alone
      create index concurrently orders_note on orders (shout(note)) where note is not null;
      -- pgcog step batched orders by id
      update orders set region = 'eu' where region is null;
      -- pgcog step transaction
      alter table orders alter column region set not null;
      alter table orders add constraint orders_region_fkey foreign key (region) references shared.regions not valid;
      -- pgcog step alone
      alter table orders validate constraint orders_region_fkey;
      -- pgcog step transaction
      create function notes() returns bigint language sql stable as $$ select count(note) from orders $$;
      create view open_orders as select id, total from orders where state = 'open';
      grant select on open_orders to tenant_users;
      -- pgcog step alone
      alter type state add value 'lost';`);
    world.change({
      'shared/a.sql': `${first['shared/a.sql']} create table regions (id text primary key); insert into regions values ('eu'), ('us'); grant select on regions to tenant_users;`,
      'tenant_template/a.sql': `create type state as enum ('open', 'closed', 'lost');
        create table orders (id int generated always as identity primary key, note text, total numeric not null, state state not null default 'open', region text not null references shared.regions, plan int references shared.plans);
        create function shout(t text) returns text language sql immutable as $$ select upper(t) $$;
        create index orders_note on orders (shout(note)) where note is not null;
        create function notes() returns bigint language sql stable as $$ select count(note) from orders $$;
        create view open_orders as select id, total from orders where state = 'open'; grant select on open_orders to tenant_users;
        grant select, insert on orders to tenant_users;`,
    });
    const report = await world.up({ canary: 1 });
    expect(report).toMatchObject({ template: ['0002_regions'], failures: [], skipped: [], behind: 0 });
    expect([...report.migrated].sort()).toEqual(Object.values(world.tenants).sort());
    expect(await world.differences()).toEqual({ acme: [], beta: [], gamma: [], delta: [] });
    expect(await world.rows(`select region, count(*)::int as n from ${world.tenants['acme'] ?? ''}.orders group by 1 order by 1`)).toEqual([{ region: 'eu', n: 167 }, { region: 'us', n: 83 }]);
    expect(await world.rows(`select distinct progress ->> 'batches' as batches, state, attempts from cognition.migration_ledger where progress is not null`)).toEqual([{ batches: '3', state: 'done', attempts: 1 }]);
    await world.addTenant('later');
    expect((await world.differences())['later']).toEqual([]);
    expect(await world.up()).toMatchObject({ template: [], migrated: [], behind: 0 });
  });
});
