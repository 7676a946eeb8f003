import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAsked, type AskedWorld } from './preflight-support.js';

let world: AskedWorld;
beforeAll(async () => {
  world = await openAsked(`create table log (at int); create domain short as varchar(3);
    create function writes(n int) returns boolean language plpgsql as $$ begin insert into log values (n); return true; end $$;
    create table orders (id int primary key, secret text, a int, b short); create table parts (a int) partition by list (a); create table parts_rest partition of parts default;
    create table other (a int, b int); create table bare (secret text, a int); create table veiled (id int primary key, a int); alter table veiled enable row level security; alter table veiled force row level security;
    create domain filled as int not null; create domain "Odd" as int; create domain "text" as pg_catalog.text check (value <> 'x'); create table odd (n "Odd", t pg_catalog.text);
    create table root (id int, a int); create table leaf (b int) inherits (root); create type couple as (l int, r int); create table rowed (c couple);
    create type mood as enum ('a', 'b'); create table moods (id int primary key, m mood not null default 'a')`);
}, 60_000);
afterAll(() => world.close());

const said = async (rows: string, ...steps: readonly string[]): Promise<readonly unknown[]> => {
  const { findings, unasked, failure } = await world.try(rows, steps);
  return [findings.map(({ step, what, rows: keys }) => [step, what, keys]), unasked.map(({ step, why }) => [step, why]), failure !== null];
};

it('names rows by their key alone', async () => {
  expect(await said("insert into orders values (7, 'do not print', null)", 'alter table orders alter a set not null')).toEqual([[[1, 'orders.a is to be not null', [{ id: 7 }]]], [], true]);
  expect(JSON.stringify(await said("insert into bare values ('do not print', 0)", 'alter table bare alter a type int using 1 / a'))).not.toContain('do not print');
  const [findings] = await said(`insert into orders select n, repeat('x', 1000) from generate_series(1, 2) n`, 'create unique index on orders (secret)');
  expect(JSON.stringify(findings).length).toBeLessThan(250);
});

it('changes nothing: a function that would write is not asked', async () => {
  expect(await said('insert into orders values (1, null, 1)', 'alter table orders add check (writes(a))')).toEqual([[], [[1, 'cannot execute INSERT in a read-only transaction']], false]);
  expect(await said('insert into orders values (1, null, 1)', "alter table orders add check (set_config('transaction_read_only', 'off', true) = 'off' and writes(a))"))
    .toEqual([[], [[1, expect.stringMatching(/read-only|read-write/u)]], false]);
});

it('asks as if a fill had run, and says so where it cannot know', async () => {
  const rows = 'insert into orders values (1, null, null), (2, null, 2)';
  expect(await said(rows, 'update orders set a = 0 where a is null', 'alter table orders alter a set not null')).toEqual([[], [], false]);
  expect(await said(rows, 'update orders set a = null where a = 2', 'alter table orders alter a set not null')).toEqual([[[2, 'orders.a is to be not null', [{ id: 1 }, { id: 2 }]]], [], true]);
  expect(await said(rows, 'do $$ begin null; end $$', 'alter table orders alter a set not null')).toEqual([[], [[2, 'what a DO block does is not known before it runs']], true]);
});

it('asks of domains what an assignment would: too long is an error', async () => {
  expect(await said("insert into orders values (1, 'abcd'), (2, 'abc  ')", 'alter table orders alter secret type short')).toEqual([[[1, 'orders.secret is to become short', [{ id: 1 }]]], [], true]);
});

it('does not take what row level security hides for what is not there', async () => {
  expect(await said('insert into veiled values (1, null)', 'alter table veiled alter a set not null')).toEqual([[], [[1, 'row level security hides rows of veiled']], true]);
  expect(await said('insert into veiled values (1, 2); insert into orders values (1, null, 1)', 'alter table orders add foreign key (a) references veiled')).toEqual([[], [[1, 'row level security hides rows of veiled']], true]);
});

it('goes on where a table whose rows are hidden is called otherwise, or shows them later', async () => {
  expect(await said('insert into veiled values (1, null)', 'alter table veiled rename to seen', 'alter table seen alter a set not null')).toEqual([[], [[2, 'row level security hides rows of seen']], true]);
  expect(await said('insert into veiled values (1, null)', 'alter table veiled rename a to z', 'update veiled set z = 1', 'alter table veiled alter z set not null')).toEqual([[], [[3, 'an earlier step changes veiled']], true]);
  // Nobody has a policy: a fill sees no row.
  expect(await said('insert into orders (id) values (1)', 'alter table orders enable row level security', 'alter table orders force row level security', 'update orders set a = 1', 'alter table orders alter a set not null'))
    .toEqual([[], [[4, 'an earlier step changes rows of orders']], true]);
});

it('knows what earlier steps have added without a name, and what goes again', async () => {
  const rows = 'insert into orders (id, a) values (1, 1), (2, 2)';
  expect(await said(rows, 'alter table orders add unique (a)', 'alter table orders alter a type bigint using 7')).toEqual([[[2, 'orders is to be unique by a', [{ a: 7, rows: 2 }]]], [], true]);
  expect(await said(rows, 'alter table orders add unique (a)', 'alter table orders drop constraint orders_a_key', 'alter table orders alter a type bigint using 7')).toMatchObject([[], [[3, expect.any(String)]], false]);
  expect(await said(rows, 'create unique index once on orders (a)', 'drop index once', 'alter table orders alter a type bigint using 7')).toEqual([[], [], false]);
  expect(await said(rows, 'alter table orders alter a set not null', 'alter table orders alter a type bigint using null')).toEqual([[[2, 'orders.a is to become bigint', [{ id: 1 }, { id: 2 }]]], [], true]);
  expect(await said(rows, 'alter table orders alter a set not null', 'alter table orders alter a drop not null', 'alter table orders alter a type bigint using null')).toEqual([[], [], false]);
});

it('finds domains whatever they are called, and takes none for a type of PostgreSQL', async () => {
  expect(await said('insert into odd values (null)', 'alter domain "Odd" set not null')).toEqual([[[1, 'Odd is to be not null: odd.n', [{ ctid: '(0,1)' }]]], [], true]);
  expect(await said("insert into odd values (1, 'x')", 'alter table odd alter t type "text"')).toEqual([[], [], false]);
  expect(await said('insert into odd values (1)', 'create domain made as "Odd"', 'alter table odd alter n type made', 'alter domain "Odd" add constraint more check (value > 1)')).toEqual([[[3, 'Odd is to hold more: odd.n', [{ ctid: '(0,1)' }]]], [], true]);
  expect(await said('insert into orders (id) values (1)', 'alter table orders add column made filled')).toEqual([[[1, 'orders.made is added', [{ id: 1 }]]], [], true]);
});

it('knows that a table has rows of those that inherit from it', async () => {
  const rows = 'insert into root values (1, null); insert into leaf values (2, null, 1)';
  expect(await said(rows, 'update only root set a = 1', 'alter table root alter a set not null')).toEqual([[], [[2, 'an earlier step changes rows of root']], true]);
  expect(await said(rows, 'update leaf set a = 1', 'update root set a = 1', 'alter table root alter a set not null')).toMatchObject([[], [[3, expect.any(String)]], false]);
  expect(await said(rows, 'alter table only root add check (id > 1) no inherit')).toMatchObject([[], [[1, expect.any(String)]], true]);
  expect(await said('insert into root values (1); insert into leaf values (1)', 'alter table root add unique (id)')).toMatchObject([[], [[1, expect.any(String)]], false]);
});

it('takes a row of nulls for what it is to NOT NULL', async () => {
  expect(await said('insert into rowed values (row(null, null))', 'alter table rowed alter c set not null')).toEqual([[], [], false]);
});

it('finds rows that a new partition would take from the default one', async () => {
  expect(await said('insert into parts values (1), (2)', 'create table parts_2 partition of parts for values in (2, 3)'))
    .toEqual([[[1, 'parts_rest is to hold no row of the new partition of parts', [{ ctid: '(0,2)' }]]], [], true]);
});

it('holds a key by half against MATCH FULL', async () => {
  const step = (match: string): string => `alter table other add foreign key (a, b) references other (a, b) ${match}`;
  const key = 'alter table other add unique (a, b)';
  expect(await said('insert into other values (1, null)', key, step('match full'))).toMatchObject([[[2, 'other is to refer to other by a constraint', [{ ctid: '(0,1)' }]]], [], true]);
  expect(await said('insert into other values (1, null)', key, step(''))).toEqual([[], [], false]);
});

it('asks for labels that go, where there is no null, too', async () => {
  const anew = (labels: string): readonly string[] => ['alter table moods alter m drop default', 'alter type mood rename to old_mood', `create type mood as enum (${labels})`, 'alter table moods alter m type mood using m::text::mood', 'drop type old_mood'];
  expect(await said("insert into moods values (1, 'a'), (2, 'b')", ...anew("'z', 'a'"))).toEqual([[[4, 'moods.m is to become mood', [{ id: 2 }]]], [], true]);
  expect(await said("insert into moods values (1, 'a')", ...anew("'z', 'a'"))).toEqual([[], [], false]);
});
