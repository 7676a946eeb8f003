import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

describe('several that are pending at once', () => {
  const plans = (column: string): string => `create table plans (id int primary key, ${column} text); grant select on plans to tenant_users;`;
  const files = (shared: string, view: string): Readonly<Record<string, string>> => ({ 'shared/a.sql': shared, 'tenant_template/a.sql': `create table orders (id int primary key); ${view}` });
  const names = 'create view plan_names as select name from shared.plans;';
  const titles = 'create view plan_titles as select title from shared.plans;';
  let fleet: FleetWorld | null = null;
  afterEach(async () => {
    await fleet?.close();
    fleet = null;
  });

  /** Refused together; by the way out that is said they go one after the other. */
  async function refused(states: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>, Readonly<Record<string, string>>], steps: readonly [string, string], why: object): Promise<void> {
    fleet = await openFleet(states[0], ['one']);
    await fleet.up();
    await fleet.add('first', steps[0]);
    const before = fleet.files();
    await fleet.add('second', steps[1]);
    const all = fleet.files();
    fleet.change(states[2]);
    expect(await fleet.up().then((report) => report, (thrown: unknown) => thrown)).toMatchObject({ code: 'PGC644', ...why });
    expect(await fleet.rows('select count(*)::int as n from cognition.migrations')).toEqual([{ n: 1 }]);
    for (const [files, state] of [[before, states[1]], [all, states[2]]] as const) {
      fleet.setFiles(files);
      fleet.change(state);
      expect(await fleet.up()).toMatchObject({ migrated: [fleet.tenants['one']], behind: 0 });
    }
    expect(await fleet.differences()).toEqual({ one: [] });
  }

  it('are refused before anything is changed where tenants would stop between them', async () => {
    await refused([files(plans('name'), ''), files(plans('name'), names), files(plans('title'), titles)], [names, `-- pgcog step shared\nalter table shared.plans rename column name to title;\n-- pgcog step transaction\ndrop view plan_names; ${titles}`], {
      message: 'tenants would stop at 0002_first, step 1: column "name" does not exist; shared is changed before they are, by all migrations that are pending; nothing was changed',
      hint: 'take this environment to the one before first: pgcog migrate up, in the state of the project that ends with it',
    });
  });

  it('and so is one by itself, whatever the template says to it', async () => {
    fleet = await openFleet(files(plans('name'), names), ['one']);
    await fleet.up();
    await fleet.add('between', `drop view plan_names; ${names}\n-- pgcog step shared\nalter table shared.plans rename column name to title;\n-- pgcog step transaction\ndrop view plan_names; ${titles}`);
    fleet.change(files(plans('title'), titles));
    expect(await fleet.up().then((report) => report, (thrown: unknown) => thrown)).toMatchObject({ code: 'PGC644', message: expect.stringMatching(/^tenants would stop at 0002_between, step 2: column "name" does not exist;/) as string, hint: 'make two migrations of it, with pgcog migrate up between them' });
  });

  it('and where one makes anew what another takes away when all tenants have it', async () => {
    await refused([files(plans('name'), ''), files('', ''), files(plans('title'), '')], ['-- pgcog step shared\ndrop table shared.plans;', `-- pgcog step shared\n${plans('title').replaceAll(' plans ', ' shared.plans ')}`], {
      message: 'in the template, 0003_second, step 1: relation "plans" already exists; nothing was changed', hint: expect.stringContaining('it goes when every tenant has that') as string,
    });
  });
});
