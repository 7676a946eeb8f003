import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from '../run/fleet-world.js';
import { throughDataApi } from '../run/through-data-api.js';
import { lines, pairs } from './support.js';

type Files = Readonly<Record<string, string>>;
const files = (shared: string, tenant: string): Files => ({ 'shared/a.sql': shared, 'tenant_template/a.sql': tenant });
const price = (type: string, factor: number): string => `create function price(n int) returns ${type} language sql immutable as 'select n * ${factor}::${type}'; grant execute on function price(int) to tenant_users;`;
const plans = 'create table plans (id int primary key, name text, cents int); insert into plans values (1, \'free\', 0); grant select on plans to tenant_users;';
const view = (columns: string): string => `create view offers as select ${columns} from plans; grant select on offers to tenant_users; create materialized view top as select ${columns} from plans; create unique index top_key on top (id); create function offer(offers) returns int language sql stable as 'select $1.id';`;
const tenant = (type: string): string => `
  create table t (id int primary key, n int default shared.price(1) check (shared.price(n) <> 7), g int generated always as (shared.price(n)) stored, p bigint);
  create index t_price on t (shared.price(n));
  alter table t enable row level security;
  create policy t_all on t using (shared.price(id) > 0);
  create view v as select id, shared.price(n) as price, 'v' as own from t;
  create view over_v as select price from v;
  create materialized view m as select o.id, o.name from shared.offers o join shared.top using (id);
  create function twice(n int default shared.price(2)) returns ${type} language sql begin atomic select shared.price(n); end;
  create function named(o shared.offers) returns text language sql stable as 'select o.name';
  create function touch() returns trigger language plpgsql as $$ begin new.p := shared.price(new.n); return new; end $$;
  create trigger touched before insert on t for each row when (shared.price(new.n) > 0) execute function touch();`;

const planned = pairs();
let world: FleetWorld | null = null;
afterAll(() => planned.stop());
afterEach(async () => {
  await world?.close();
  world = null;
});

/** As the tool writes it. */
async function written(old: Files, now: Files, previous: string | null = null): Promise<string> {
  const { plan, prove } = await planned.pair(old, now, previous);
  const { value, diagnostics } = await plan({ allow: ['deletes-data'] });
  expect([...lines({ diagnostics }), ...lines(await prove({ allow: ['deletes-data'] }))]).toEqual([]);
  return value.steps.map(({ home, kind, sql }) => `-- pgcog step ${home === 'shared' ? 'shared ' : ''}${kind}\n${sql.replace(/;\s*$/, '')};`).join('\n');
}

const first = files(plans + price('int', 2) + view('id, name'), tenant('int'));
const second = files(plans + price('bigint', 3) + view('name, id'), tenant('bigint'));

describe('what shared makes anew under its own name', () => {
  it.each([[17, 'a connection'], [18, 'a connection'], [17, 'the Data API']] as const)('waits for every tenant that rests on the old one: PostgreSQL %i, %s', async (version, way) => {
    world = await openFleet(first, ['one', 'two'], version);
    const through = way === 'the Data API' ? await throughDataApi(world) : null;
    const { rows, tenants: { one = '', two = '' } } = world;
    for (const name of [one, two]) await rows(`insert into ${name}.t (id, n) values (1, 5)`);
    await world.up();
    // Two that are pending at once, and rows in the way of the second.
    await world.add('dear', await written(first, second));
    await world.add('checked', 'alter table t add constraint t_rows check (id > 0);');
    await rows(`insert into ${two}.t (id, n) values (-1, 5)`);
    world.change({ ...second, 'tenant_template/b.sql': 'alter table t add constraint t_rows check (id > 0);' });
    expect(await world.up({ skipFailing: true, ...through?.options })).toMatchObject({ migrated: [one], behind: 1 });
    const three = await world.addTenant('three');
    await rows(`insert into ${three}.t (id, n) values (1, 5)`);
    const found = async (name: string): Promise<unknown> => (await rows(`select v.price::text, g, p::text, pg_typeof(price)::text as type from ${name}.v join ${name}.t using (id) where id = 1`))[0];
    const now = { price: '15', g: 15, type: 'bigint' };
    expect([await found(one), await found(two), await found(three)]).toEqual([{ ...now, p: '10' }, { price: '10', g: 10, p: '10', type: 'integer' }, { ...now, p: '15' }]);
    expect((await rows("select 1 from pg_proc where proname like 'price_before_%'")).length).toBe(1);
    await rows(`delete from ${two}.t where id = -1`);
    expect(await world.up(through?.options)).toMatchObject({ migrated: [two], behind: 0 });
    await through?.close();
    expect(await found(two)).toEqual({ ...now, p: '10' });
    expect(await world.differences()).toEqual({ one: [], two: [], three: [] });
    expect(await rows("select proname as name from pg_proc where proname ~ '_before_[0-9a-f]{8}$' union all select relname from pg_class where relname ~ '_before_[0-9a-f]{8}$'")).toEqual([]);
  });

  it('may be made anew twice before any tenant has followed', async () => {
    const states = [1, 2, 3, 4].map((n) => files(`${price(n % 2 === 0 ? 'bigint' : 'int', 2)} create type mood as enum ('a', '${n}');`, 'create table t (id int primary key, n int, m shared.mood); create view v as select shared.price(n) as p, m from t;'));
    world = await openFleet(states[0] ?? {}, ['one'], 17);
    await world.up();
    for (const [at, state] of states.slice(1).entries()) await world.add(`next${at}`, await written(states[at] ?? {}, state, world.files().at(-1)?.id));
    world.change(states[3] ?? {});
    expect(await world.up()).toMatchObject({ migrated: [world.tenants['one']], behind: 0 });
    expect(await world.differences()).toEqual({ one: [] });
  });
});

describe('what cannot wait', () => {
  const told = async (shared: readonly [string, string], own: string): Promise<readonly string[]> => lines(await (await planned.pair(files(shared[0], own), files(shared[1], own))).plan({ allow: ['deletes-data'] }));

  it('is refused when it is planned, with who rests on it', async () => {
    expect(await told(['create table p (id int primary key, a int);', 'create table p (id int primary key, a bigint);'], 'create view v as select a from shared.p;')).toEqual([
      'error PGC650: no migration can be planned: shared cannot change so while tenants rest on it: rule _RETURN on view tenant_template.v depends on column "a": alter table shared.p alter column a type bigint',
    ]);
    expect(await told(['create table p (id int primary key, a int);', 'create table p (id int primary key, a int generated always as (id * 2) stored);'], 'create view v as select a from shared.p;')).toEqual([
      'error PGC650: no migration can be planned: shared cannot change so while tenants rest on it: view tenant_template.v depends on column a of table shared.p: alter table shared.p drop column a',
    ]);
    expect(await told(['create table p (id int primary key, a int);', 'create table p (id int primary key, a int) partition by list (id);'], 'create table t (id int references shared.p);')).toEqual([
      'error PGC650: no migration can be planned: shared cannot change so while tenants rest on it: constraint t_id_fkey on table tenant_template.t depends on table shared.p: drop table shared.p',
    ]);
  });
});
