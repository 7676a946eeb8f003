import { afterAll, describe, expect, it } from 'vitest';
import type { MigrationPlan, PlannedStep } from '../../../src/migrations/types.js';
import { lines, pairs } from '../plan/support.js';

const all = pairs();
afterAll(() => all.stop());

const step = (sql: string, changes: Partial<PlannedStep> = {}): PlannedStep => ({ kind: 'transaction', home: 'tenant', sql, batch: null, comment: [], ...changes });
const planOf = (...steps: readonly (PlannedStep | string)[]): MigrationPlan => ({ steps: steps.map((one) => (typeof one === 'string' ? step(one) : one)), hazards: [], questions: [] });

const before = 'create table orders (id int primary key, note text); create table other (id int primary key, name text not null);';

/** What is said of a migration by hand. */
async function told(after: string, plan: MigrationPlan, old = before): Promise<readonly string[]> {
  const pair = await all.pair(old, after);
  return lines(await pair.prove({}, plan));
}

describe('a migration by hand is proven like any other', () => {
  it('and is as good, with data of its own', async () => {
    const after = 'create table orders (id int primary key, note text, total int not null default 0); create table other (id int primary key, name text not null);';
    expect(await told(after, planOf('alter table orders add column total int', 'update orders set total = length(note)', step('update orders set total = 0 where total is null', { kind: 'batched', batch: { table: 'orders', key: ['id'] } }), 'alter table orders alter total set not null, alter total set default 0'))).toEqual([]);
  });

  it('is told what it leaves out, by name', async () => {
    const after = `${before} create index orders_note on orders (note); grant select (note) on orders to tenant_users;`;
    expect(await told(after, planOf('create index orders_note on orders (id)'))).toEqual(expect.arrayContaining([
      expect.stringMatching(/^error PGC652: after the migration index orders_note is not as in the template: changed, /), expect.stringContaining('column orders.note is not as in the template'),
    ]));
  });

  it('is told what it does too much', async () => {
    expect(await told(before, planOf('create table more (id int)'))).toContain('error PGC652: after the migration table more is not as in the template: added');
  });

  it('is told the statement that fails, and nothing else', async () => {
    expect(await told(before, planOf('alter table nowhere add column x int', 'create table more (id int)'))).toEqual(['error PGC651: the migration does not run: relation "nowhere" does not exist: alter table nowhere add column x int']);
  });

  it('must not lose rows unless it says so', async () => {
    const same = planOf('drop table orders', 'create table orders (id int primary key, note text)');
    expect(await told(before, same)).toEqual(['error PGC652: table orders had 2 rows before the migration and has 0 after it']);
    expect(await told(before, { ...same, hazards: [{ kind: 'deletes-data', object: 'table orders' }] })).toEqual([]);
  });

  it('must not change what it does not speak of', async () => {
    const cuts = planOf('alter table other alter name type varchar(2) using left(name, 2)', 'alter table other alter name type text');
    expect(await told(before, cuts)).toEqual(['error PGC652: the values of other.name are not what they were before the migration']);
    expect(await told(before, { ...cuts, hazards: [{ kind: 'deletes-data', object: 'column other.name' }] })).toEqual([]);
  });

  it('may change rows by its own statements', async () => {
    expect(await told(before, planOf("update other set name = 'x' where id > 0", 'delete from orders'))).toEqual([]);
    expect(await told(before, planOf('update other set name = name', 'delete from orders where false', "do $$ begin update tenant_template.other set name = 'y'; end $$"))).toEqual([]);
  });

  it('may have to empty a table for a domain that is NOT NULL: PostgreSQL names no column', async () => {
    const hour = 'create domain hour as int not null;';
    const pair = await all.pair(`${hour} ${before}`, `${hour} ${before} alter table orders add column at hour;`);
    const proof = await pair.prove({}, planOf('alter table orders add column at hour'));
    expect(lines(proof)).toEqual([]);
    expect(proof.value.emptied).toContain('orders');
  });

  it('runs what cannot be in a transaction outside one', async () => {
    const after = `${before} create index orders_note on orders (note);`;
    expect(await told(after, planOf(step('create index concurrently orders_note on orders (note)', { kind: 'alone' })))).toEqual([]);
    expect(await told(after, planOf('create index concurrently orders_note on orders (note)'))).toEqual([expect.stringContaining('CREATE INDEX CONCURRENTLY cannot run inside a transaction block')]);
  });
});

it('rows go with their partition, and with their child', async () => {
  const old = 'create table p (id int) partition by list (id); create table p_d partition of p default; create table q (id int) partition by list (id); create table q_d partition of q default; create table r (id int); create table s () inherits (r);';
  const pair = await all.pair(old, 'create table p (id int) partition by list (id); create table p_d (id int); create table q (id int) partition by list (id); create table r (id int); create table s (id int);');
  expect((await pair.plan({ allow: ['deletes-data'] })).value.hazards).toEqual([{ kind: 'deletes-data', object: 'table q_d' }]);
  expect(lines(await pair.prove({ allow: ['deletes-data'] }))).toEqual([]);
});

describe('rows that are in the way', () => {
  it('are none where a column is filled too late', async () => {
    const after = 'create table orders (id int, note text, region int not null, primary key (region, id)); create table other (id int primary key, name text not null);';
    const [fill, key] = ['update orders set region = 1 where region is null', 'alter table orders add primary key (region, id)'];
    const tell = async (...steps: readonly (PlannedStep | string)[]): Promise<readonly string[]> => lines(await (await all.pair(before, after)).prove({ fill: { 'orders.region': '1' } }, planOf('alter table orders add region int', 'alter table orders drop constraint orders_pkey', ...steps)));
    expect(await tell(key, fill)).toEqual([expect.stringMatching(/^error PGC651: .*column "region" of relation "orders" contains null values/)]);
    expect(await tell(step(fill, { kind: 'batched', batch: { table: 'orders', key: ['id'] } }), key)).toEqual([`error PGC651: the migration does not run: id is no key of orders: ${fill}`]);
    expect(await tell(fill, key)).toEqual([]);
  });

  it('are a matter of the preflight: their table is emptied, and told', async () => {
    const pair = await all.pair('create table a (id int primary key, n text); create table b (id int primary key, a_id int references a); create table c (id int primary key);', 'create table a (id int primary key, n int unique); create table b (id int primary key, a_id int references a); create table c (id int primary key);');
    const proof = await pair.prove({ using: { 'a.n': 'n::int' } });
    expect(lines(proof)).toEqual([]);
    expect(proof.value).toEqual({ filled: 3, emptied: ['a', 'b'] });
  });

  it('of a partition are, too', async () => {
    const pair = await all.pair('create table p (id int, n int default 1) partition by list (id); create table p_d partition of p default', 'create table p (id int, n int default 1 check (n > 5)) partition by list (id); create table p_d partition of p default');
    const proof = await pair.prove();
    expect(lines(proof)).toEqual([]);
    expect(proof.value.emptied).toEqual(['p']);
  });

  it('leave no half built index behind', async () => {
    const pair = await all.pair('create table a (n int default 1)', 'create table a (n int default 1); create unique index a_n on a (n);');
    const proof = await pair.prove();
    expect(lines(proof)).toEqual([]);
    expect(proof.value.emptied).toEqual(['a']);
  });
});
