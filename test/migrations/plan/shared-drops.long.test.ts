import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from '../run/fleet-world.js';
import { lines, pairs } from './support.js';

type Files = Readonly<Record<string, string>>;
const files = (shared: string, tenant: string): Files => ({ 'shared/a.sql': shared, 'tenant_template/a.sql': tenant });
const made = (name: string, factor: number, type = 'int'): string => `create function ${name}(n int) returns ${type} language sql immutable as 'select n * ${factor}'; grant execute on function ${name}(int) to tenant_users;`;
const table = 'create table t (id int primary key, n int);';

const before = files(`${made('price', 2)} create type st as enum ('a', 'b'); create view w as select price(1) as p; create table old (id int primary key); grant select on old to tenant_users; create table kept (id int, s st);`,
  `${table} create view v as select id, shared.price(n) as p from t; create view x as select id from shared.old;`);
const after = files(`${made('cost', 3)} create type st as enum ('a', 'c'); create view w as select cost(1) as p; create table kept (id int, s st, more int);`,
  `${table} create view v as select id, shared.cost(n) as p from t;`);

const planned = pairs();
let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet(before, ['one', 'two'], 17, 'create table t (id int primary key, n int)');
}, 60_000);
afterAll(async () => {
  await planned.stop();
  await world.close();
});

/** As the tool writes it. */
async function steps(old: Files, now: Files): Promise<readonly string[]> {
  const { plan, prove } = await planned.pair(old, now);
  const { value } = await plan({ allow: ['deletes-data'] });
  expect(lines(await prove({ allow: ['deletes-data'] }))).toEqual([]);
  return value.steps.map(({ home, kind, sql }) => `-- pgcog step ${home === 'shared' ? 'shared' : kind}\n${sql.replace(/;$/, '')};`);
}

const said = (list: readonly string[]): readonly string[] => list.map((one) => one.replace('-- pgcog step ', '').split(/\n| {2}| as | \(|\(n/).slice(0, 2).join(': ').replace(';', ''));

describe('what goes from shared while tenants rest on it', () => {
  it('goes behind them, and what comes with its rights before', async () => {
    expect(said(await steps(files(made('price', 2), `${table} create view v as select id, shared.price(n) as p from t;`), files(made('cost', 3), `${table} create view v as select id, shared.cost(n) as p from t;`)))).toEqual([
      'shared: create or replace function shared.cost', 'shared: revoke all on function shared.cost(integer) from public', 'shared: grant execute on function shared.cost(integer) to tenant_users',
      'transaction: drop view v', 'transaction: create view v', 'shared: drop function shared.price(integer)',
    ]);
  });

  it('but not what has to make room', async () => {
    const list = said(await steps(files(made('price', 2), table), files(made('price', 2, 'bigint'), `${table} create view v as select id, shared.price(n) as p from t;`)));
    expect(list.slice(0, 3)).toEqual(['shared: drop function shared.price(integer)', 'shared: create or replace function shared.price', 'shared: revoke all on function shared.price(integer) from public']);
  });

  it('is so with tenants that are there', async () => {
    const list = await steps(before, after);
    expect(said(list).slice(-3)).toEqual(expect.arrayContaining(['shared: drop function shared.price(integer)', 'shared: drop table shared.old']));
    await world.add('cost', list.join('\n'));
    world.change(after);
    const report = await world.up();
    expect([report.migrated.length, report.behind]).toEqual([2, 0]);
    expect(await world.differences()).toEqual({ one: [], two: [] });
    expect(await world.rows("select 1 from pg_proc where proname = 'price'")).toEqual([]);
  });
});
