import { fc } from '../support/property.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { orderStatements } from '../../src/parse/order-statements.js';
import { parseFile } from '../../src/parse/parse-file.js';
import type { Grammar, SqlStatement } from '../../src/parse/types.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { startServer } from '../../src/postgres/start-server.js';
import { openScratch } from '../../src/postgres/scratch.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';

let grammar: Grammar;
let server: PostgresServer;
let database: ScratchDatabase;
beforeAll(async () => {
  grammar = await loadGrammar();
  server = await startServer({ version: 17 });
  database = await openScratch(server);
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});

function statements(files: Readonly<Record<string, string>>): SqlStatement[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const { value, diagnostics } = parseFile(grammar, { path, text });
    expect(diagnostics).toEqual([]);
    return value;
  });
}

function ordered(files: Readonly<Record<string, string>>): string[] {
  const { value, diagnostics } = orderStatements(statements(files));
  expect(diagnostics).toEqual([]);
  return value.map((one) => one.text);
}

/** In a schema of their own, which is gone again afterwards. */
async function run(texts: readonly string[]): Promise<void> {
  const schema = quoteIdentifier('tenant_template');
  await database.owner.query(`begin; create schema ${schema}; set local search_path = ${schema}; set local check_function_bodies = off`);
  try {
    for (const text of texts) await database.owner.query(text).catch((thrown: Error) => Promise.reject(new Error(`${thrown.message} at ${text}`)));
  } finally {
    await database.owner.query('rollback');
  }
}

describe('order', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nothing to move', { 'b.sql': 'select 3', 'a.sql': 'select 1; select 2' }, ['select 1', 'select 2', 'select 3']],
    ['code points, not letters of a language', { 'é.sql': 'select 3', 'Z.sql': 'select 1', 'a.sql': 'select 2' }, ['select 1', 'select 2', 'select 3']],
    ['a view before its table', { 'a.sql': 'create view v as select * from t', 'b.sql': 'create table t (a int)' }, ['create table t (a int)', 'create view v as select * from t']],
    ['only what must', { 'a.sql': 'select 1; create view v as select * from t; select 2', 'b.sql': 'select 3; create table t (a int)' }, [
      'select 1', 'create table t (a int)', 'create view v as select * from t', 'select 2', 'select 3',
    ]],
    ['a name qualified here and not there', { 'a.sql': 'create view v as select * from tenant_template.t', 'b.sql': 'create table t (a int)' }, [
      'create table t (a int)', 'create view v as select * from tenant_template.t',
    ]],
    ['another schema is another name', { 'a.sql': 'create view v as select * from shared.t', 'b.sql': 'create table t (a int)' }, [
      'create view v as select * from shared.t', 'create table t (a int)',
    ]],
    ['the search path of each file', { 'a.sql': 'set search_path = s; create view v as select * from t', 'b.sql': 'create table t (a int)', 'c.sql': 'set search_path = s; create table t (b int)' }, [
      'set search_path = s', 'create table t (b int)', 'create view v as select * from t', 'create table t (a int)', 'set search_path = s',
    ]],
    ['a reference to itself', { 'a.sql': 'create table t (id int primary key, up int references t)' }, ['create table t (id int primary key, up int references t)']],
    ['the key before the foreign key', { 'a.sql': 'create table b (a_id int references a)', 'b.sql': 'create table a (id int); alter table a add primary key (id)' }, [
      'create table a (id int)', 'alter table a add primary key (id)', 'create table b (a_id int references a)',
    ]],
    ['a table moved brings its later columns', { 'a.sql': 'create view v as select * from t', 'b.sql': 'create table t (a int); alter table t add b int; select 1' }, [
      'create table t (a int)', 'alter table t add b int', 'create view v as select * from t', 'select 1',
    ]],
    ['a column from a later file', { 'a.sql': 'create table t (a int)', 'b.sql': 'create view v as select b from t', 'c.sql': 'alter table t add b int' }, [
      'create table t (a int)', 'alter table t add b int', 'create view v as select b from t',
    ]],
    ['not a column nobody names', { 'a.sql': 'create table t (a int)', 'b.sql': 'create view v as select * from t', 'c.sql': 'alter table t add b int' }, [
      'create table t (a int)', 'create view v as select * from t', 'alter table t add b int',
    ]],
    ['a change stays behind what stands before it in its file', { 'a.sql': 'create table t (a int); create view v as select a from t; alter table t add b int' }, [
      'create table t (a int)', 'create view v as select a from t', 'alter table t add b int',
    ]],
    ['extensions and schemas first', { 'a.sql': 'create table t (a citext)', 'b.sql': 'create extension citext; create schema x' }, ['create schema x', 'create extension citext', 'create table t (a citext)']],
    ['a string body needs nothing, an atomic one does', { 'a.sql': "create function f() returns int language sql as 'select a from t'; create function g() returns int begin atomic select a from t; end", 'b.sql': 'create table t (a int)' }, [
      "create function f() returns int language sql as 'select a from t'", 'create table t (a int)', 'create function g() returns int begin atomic select a from t; end',
    ]],
    ['DROP IF EXISTS stays before what it makes room for', { 'a.sql': 'create view v as select * from t', 'b.sql': 'drop table if exists t; create table t (a int)' }, [
      'drop table if exists t', 'create table t (a int)', 'create view v as select * from t',
    ]],
    ['sequences behind columns', { 'a.sql': "grant usage on sequence t_id_seq, u_x_seq to r; create table w (a int default nextval('t_id_seq'))", 'b.sql': 'create table t (id serial); create table u (x int generated always as identity)' }, [
      'create table t (id serial)', 'create table u (x int generated always as identity)', 'grant usage on sequence t_id_seq, u_x_seq to r', "create table w (a int default nextval('t_id_seq'))",
    ]],
    ['a constraint that takes the place of another', { 'a.sql': 'create table a (id int primary key); create table b (x int references a); alter table b drop constraint b_x_fkey; alter table b add constraint b_x_fkey foreign key (x) references a on delete cascade' }, [
      'create table a (id int primary key)', 'create table b (x int references a)', 'alter table b drop constraint b_x_fkey', 'alter table b add constraint b_x_fkey foreign key (x) references a on delete cascade',
    ]],
    ['a key of other columns moves nothing', { 'a.sql': 'create table a (id int primary key, b int); alter table a add foreign key (b) references a (id); create view v as select b from a; alter table a rename column b to c; create unique index on a (c, id)' }, [
      'create table a (id int primary key, b int)', 'alter table a add foreign key (b) references a (id)', 'create view v as select b from a', 'alter table a rename column b to c', 'create unique index on a (c, id)',
    ]],
    ['the key that is meant, of several columns in any order', { 'a.sql': 'create table b (x int, y int, foreign key (x, y) references a (x, y)); create table a (x int not null, y int not null); create unique index on a (y, x); create unique index on a (x)' }, [
      'create table a (x int not null, y int not null)', 'create unique index on a (y, x)', 'create table b (x int, y int, foreign key (x, y) references a (x, y))', 'create unique index on a (x)',
    ]],
    ['a new key of a new column, which tables before it could refer to', { 'a.sql': 'create table a (id int primary key); alter table a add column b int references a; alter table a add column c int; alter table a add unique (c)' }, [
      'create table a (id int primary key)', 'alter table a add column b int references a', 'alter table a add column c int', 'alter table a add unique (c)',
    ]],
    ['parts of tables', { 'a.sql': "comment on constraint c on t is 'x'; comment on policy p on t is 'x'; comment on trigger g on t is 'x'", 'b.sql': 'create table t (a int); alter table t add constraint c check (a > 0); create policy p on t; create trigger g after insert on t execute function f()' }, [
      'create table t (a int)', 'alter table t add constraint c check (a > 0)', "comment on constraint c on t is 'x'", 'create policy p on t', "comment on policy p on t is 'x'",
      'create trigger g after insert on t execute function f()', "comment on trigger g on t is 'x'",
    ]],
  ])('%s', (_, files, expected) => {
    expect(ordered(files)).toEqual(expected);
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(ordered(reversed)).toEqual(expected);
  });
});

const twoTables = 'create table t (id int primary key, a int not null unique); create table u (id int primary key, x int references t (a))';

describe('what changes the same thing stays as written, in one file as in many, and runs', () => {
  test.each([
    ['a foreign key made anew on a table with another name', `${twoTables}; alter table u rename to w; alter table w drop constraint u_x_fkey; alter table w add constraint u_x_fkey foreign key (x) references t (a) on delete cascade`],
    ['a foreign key with another name', `${twoTables}; alter table u rename constraint u_x_fkey to f; alter table u drop constraint f; alter table u add constraint f foreign key (x) references t (a)`],
    ['a constraint that is dropped if it is there', 'create table t (a int); alter table t drop constraint if exists c; alter table t add constraint c check (a > 0)'],
    ["a constraint with PostgreSQL's own name", "create table t (a int, check (a > 0)); comment on constraint t_a_check on t is 'x'; alter table t drop constraint t_a_check; alter table t add constraint t_a_check check (a > 1)"],
    ['a constraint that is checked later, and made anew', 'create table t (a int); alter table t add check (a > 0) not valid; alter table t validate constraint t_a_check; alter table t drop constraint t_a_check; alter table t add constraint t_a_check check (a > 1)'],
    ['a key that a foreign key refers to', `${twoTables}; alter table u drop constraint u_x_fkey; alter table t drop constraint t_a_key; alter table t add unique (a); alter table u add constraint u_x_fkey foreign key (x) references t (a)`],
    ['a key that goes with what hangs on it', `${twoTables}; alter table t drop constraint t_a_key cascade; alter table t add constraint other unique (a); alter table u add constraint u_x_fkey foreign key (x) references t (a)`],
    ['a key that becomes an index of its name', `${twoTables}; alter table t drop constraint t_a_key cascade; create unique index t_a_key on t (a); alter table u add constraint u_x_fkey foreign key (x) references t (a)`],
    ['a primary key that foreign keys name by no column', 'create table t (id int primary key); create table u (x int references t); alter table t drop constraint t_pkey cascade; alter table t add primary key (id); alter table u add constraint u_x_fkey foreign key (x) references t'],
    ['a primary key whose column has another name', 'create table t (id int primary key); create table u (x int references t (id)); alter table t rename column id to k; alter table u add foreign key (x) references t (k); alter table t drop constraint t_pkey cascade; alter table t add primary key (k); alter table u add constraint u_x_fkey foreign key (x) references t (k)'],
    ['a primary key of a table with another name', 'create table t (id int primary key); create table u (x int); alter table t rename to s; alter table u add foreign key (x) references s (id); alter table s drop constraint t_pkey cascade; alter table s add primary key (id); alter table u add constraint u_x_fkey foreign key (x) references s'],
    ['a key copied from another table', 'create table s (id int primary key); create table t (like s including all); create table u (x int references t (id)); alter table t drop constraint t_pkey cascade; alter table t add primary key (id); alter table u add constraint u_x_fkey foreign key (x) references t'],
    ['a key added with its column', 'create table t (); alter table t add column id int primary key; create table u (x int references t); alter table t drop constraint t_pkey cascade; alter table t add primary key (id); alter table u add constraint u_x_fkey foreign key (x) references t'],
    ['a constraint that has the name of a later column', 'create table t (a int constraint b check (a > 0)); alter table t drop constraint b; alter table t add column b int; alter table t drop column a; alter table t add column a int; create view v as select a, b from t'],
    ['a function that is replaced', 'create function f() returns int language sql as \'select 1\'; create view v as select f(); create or replace function f() returns int language sql as \'select 2\''],
    ['an index made anew', 'create table t (a int); create index i on t (a); drop index i; create index i on t (a, a); alter index i rename to j; create index i on t (a); drop index j; alter index i rename to j'],
    ['a table made anew, and its columns', 'create table t (a int); create view v as select a from t; drop table t cascade; create table t (a int); alter table t add column b int; create view v as select b from t'],
    ['a table that makes room for another', 'create table t (a int); create view v as select a from t; alter table t rename to s; create table t (b int); alter table t add column c int; create view w as select c from t; alter table s rename to r'],
    ['a trigger with another name', "create table t (a int); create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g before insert on t execute function f(); alter trigger g on t rename to h; comment on trigger h on t is 'x'; drop trigger h on t; create trigger h before insert on t execute function f()"],
  ])('%s', async (_, text) => {
    const parts = statements({ 'a.sql': text }).map((part) => part.text);
    const files = Object.fromEntries(parts.map((part, index) => [`${String(index).padStart(2, '0')}.sql`, part]));
    await run(parts);
    expect(ordered({ 'a.sql': text })).toEqual(parts);
    expect(ordered(files)).toEqual(parts);
  });
});

describe('what has to move forward brings what was there before it', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['the drop of the key that it takes the place of, of a table with another name', { 'a.sql': 'create table u (x int references s (a))', 'b.sql': 'create table t (a int); alter table t add constraint c unique (a); alter table t rename to s; alter table s drop constraint c; alter table s add constraint c unique (a)' }, [
      'create table t (a int)', 'alter table t add constraint c unique (a)', 'alter table t rename to s', 'alter table s drop constraint c', 'alter table s add constraint c unique (a)', 'create table u (x int references s (a))',
    ]],
    ['the drop of a primary key with another name', { 'a.sql': 'create table u (x int references t)', 'b.sql': 'create table t (id int primary key); alter table t drop constraint t_pkey; alter table t add constraint k primary key (id)' }, [
      'create table t (id int primary key)', 'alter table t drop constraint t_pkey', 'alter table t add constraint k primary key (id)', 'create table u (x int references t)',
    ]],
    ['the drop of the key whose name an index takes', { 'a.sql': 'create table u (x int references t (a))', 'b.sql': 'create table t (a int constraint k unique); alter table t drop constraint k; create unique index k on t (a)' }, [
      'create table t (a int constraint k unique)', 'alter table t drop constraint k', 'create unique index k on t (a)', 'create table u (x int references t (a))',
    ]],
    ['the index that becomes a key', { 'a.sql': 'create table u (x int references t)', 'b.sql': 'create table t (id int); create unique index i on t (id); alter table t add primary key using index i' }, [
      'create table t (id int)', 'create unique index i on t (id)', 'alter table t add primary key using index i', 'create table u (x int references t)',
    ]],
    ['the key that is one, not an index of some rows', { 'a.sql': 'create table u (x int references t (a))', 'b.sql': 'create table t (a int); create unique index i on t (a) where a > 0; create unique index j on t (a)' }, [
      'create table t (a int)', 'create unique index j on t (a)', 'create table u (x int references t (a))', 'create unique index i on t (a) where a > 0',
    ]],
    ['what is written for the name that it had', { 'a.sql': 'create view v as select b from s', 'b.sql': 'create table t (a int); create index on t (a); alter table tenant_template.t add check (a > 0); alter table t rename to s; alter table s rename column a to b' }, [
      'create table t (a int)', 'create index on t (a)', 'alter table tenant_template.t add check (a > 0)', 'alter table t rename to s', 'alter table s rename column a to b', 'create view v as select b from s',
    ]],
    ['what is written for the column that goes', { 'a.sql': 'create view v as select * from t', 'b.sql': 'create table t (a int, b int); insert into t (a) values (1); alter table t drop column a' }, [
      'create table t (a int, b int)', 'insert into t (a) values (1)', 'alter table t drop column a', 'create view v as select * from t',
    ]],
    ['the drop in a file before it', { 'a.sql': 'create view v as select * from t', 'b.sql': 'drop table if exists t', 'c.sql': 'create table t (a int)' }, ['drop table if exists t', 'create table t (a int)', 'create view v as select * from t']],
    ['the last of a table made twice', { 'a.sql': 'create view v as select * from t', 'b.sql': 'create table t (a int); drop table t; create table t (b int)' }, ['create table t (a int)', 'drop table t', 'create table t (b int)', 'create view v as select * from t']],
    ['the constraint of a table that comes later', { 'a.sql': 'alter table t drop constraint c', 'b.sql': 'create table t (a int); alter table t add constraint c check (a > 0)' }, ['create table t (a int)', 'alter table t add constraint c check (a > 0)', 'alter table t drop constraint c']],
    ['the key that is made anew in a later file, not the one that is gone', { 'a.sql': 'create table t (a int constraint k unique)', 'b.sql': 'alter table t drop constraint k', 'c.sql': 'create table u (x int references t (a))', 'd.sql': 'alter table t add constraint k unique (a)' }, [
      'create table t (a int constraint k unique)', 'alter table t drop constraint k', 'alter table t add constraint k unique (a)', 'create table u (x int references t (a))',
    ]],
    ['the drop of another key of the same columns, on which it would hang', { 'a.sql': 'create table u (x int references t (a))', 'b.sql': 'create table t (a int constraint k primary key); alter table t add constraint l unique (a); alter table t drop constraint k' }, [
      'create table t (a int constraint k primary key)', 'alter table t add constraint l unique (a)', 'alter table t drop constraint k', 'create table u (x int references t (a))',
    ]],
    ['what frees the name, whatever had it', { 'a.sql': 'create view v as select a from k', 'b.sql': 'create table t (a int constraint k unique); alter table t rename constraint k to l; create table k (a int); alter table k add constraint m check (a > 0)' }, [
      'create table t (a int constraint k unique)', 'alter table t rename constraint k to l', 'create table k (a int)', 'create view v as select a from k', 'alter table k add constraint m check (a > 0)',
    ]],
    ['the index that goes with its table before the name is given again', { 'a.sql': 'create view v as select a from i', 'b.sql': 'create table t (a int); create index i on t (a); drop table t; create table i (a int)' }, [
      'create table t (a int)', 'create index i on t (a)', 'drop table t', 'create table i (a int)', 'create view v as select a from i',
    ]],
    ['a column whose new name is used, not one whose old name is', { 'a.sql': 'create table t (a int, c int)', 'b.sql': 'create view v as select b from t; create view w as select c as d from t', 'c.sql': 'alter table t rename a to b; alter table t rename c to d' }, [
      'create table t (a int, c int)', 'create view w as select c as d from t', 'alter table t rename a to b', 'create view v as select b from t', 'alter table t rename c to d',
    ]],
    ['the constraint, not the one that takes its place', { 'a.sql': 'alter table t drop constraint c; alter table t add constraint c check (a > 1)', 'b.sql': 'create table t (a int, constraint c check (a > 0))' }, [
      'create table t (a int, constraint c check (a > 0))', 'alter table t drop constraint c', 'alter table t add constraint c check (a > 1)',
    ]],
  ])('%s', async (_, files, expected) => {
    expect(ordered(files)).toEqual(expected);
    await run(expected);
  });
});

describe('circles', () => {
  test('are one error that names the members at their places', () => {
    const files = { 'a.sql': 'select 1; create view v as select * from w', 'b.sql': 'create view x as select 1; create view w as select * from v, x' };
    const { value, diagnostics } = orderStatements(statements(files));
    expect(value).toHaveLength(4);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'PGC104', message: 'these need each other: v, w', span: { file: 'a.sql', start: 10 } });
    expect(diagnostics[0]?.related.map(({ span }) => [span.file, span.start])).toEqual([['b.sql', 58], ['a.sql', 41]]);
  });

  test('through foreign keys say how to break them', () => {
    const files = { 'a.sql': 'create table a (id int primary key, b int references b)', 'b.sql': 'create table b (id int primary key, a int, foreign key (a) references a)' };
    const { diagnostics } = orderStatements(statements(files));
    expect(diagnostics.map((one) => one.hint)).toEqual([expect.stringContaining('alter table ... add foreign key')]);
  });

  test('two circles are two errors, overloads that call each other none', () => {
    const files = { 'a.sql': 'create view v as select * from w; create view w as select * from v; create view x as select * from y; create view y as select * from x' };
    expect(orderStatements(statements(files)).diagnostics).toHaveLength(2);
    const overloads = { 'a.sql': 'create function f(int) returns int begin atomic select f($1::text); end; create function f(text) returns int begin atomic select 1; end' };
    expect(orderStatements(statements(overloads)).diagnostics).toEqual([]);
  });
});

/** Every kind of dependency, as one would write it down. */
const template = `
create type mood as enum ('sad', 'ok'); create domain note as text check (length(value) < 100);
create type span as range (subtype = int4); create type point2 as (x mood, y note);
create sequence numbers; create collation plain from "C";
create table base (id int); create table moods (like base including all);
alter table moods add primary key (id);
create table customers (id serial primary key, mood mood not null, note note, at span[], p point2, n int default nextval('numbers'), name text collate plain);
create table vip (discount int) inherits (customers);
create table orders (id int primary key, customer_id int references customers, parent int references orders, total int, tag text);
create table lines (order_id int references orders, n int, mood_id int references moods) partition by range (n);
create table lines_1 partition of lines for values from (1) to (10);
alter table orders add column paid boolean;
create function double(int) returns int immutable begin atomic select $1 * 2; end;
create function paid_orders(c customers) returns setof orders stable begin atomic select * from orders where paid and customer_id = c.id; end;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create function add_mood(text, mood) returns text immutable begin atomic select $1 || $2::text; end;
create aggregate moods_of(mood) (sfunc = add_mood, stype = text, initcond = '');
create operator ^^ (leftarg = int, function = double2, rightarg = int);
create function double2(int, int) returns int immutable begin atomic select double($1) + $2; end;
create view open_orders as select o.*, double(o.total) as twice, o.total ^^ 1 as more from orders o where not paid;
create view moody as select moods_of(mood) from customers; create materialized view totals as select customer_id, sum(twice) from open_orders group by 1;
create index on orders (double(total)); create unique index total_key on totals (customer_id);
create trigger touched before update on orders for each row execute function touch();
alter table orders enable row level security; create policy mine on orders using (double(total) > 0 and paid);
create rule nothing as on delete to open_orders do instead nothing;
create cast (point2 as text) with function point_text(point2); create function point_text(point2) returns text immutable begin atomic select ($1).y::text; end;
comment on column orders.paid is 'x'; comment on policy mine on orders is 'x'; comment on constraint orders_pkey on orders is 'x'; comment on function double(int) is 'x';
alter sequence numbers owned by customers.n; alter table orders alter column tag set default add_mood('a', 'ok');
insert into orders (id, paid) values (1, true); revoke execute on function double2(int, int) from public; grant select (paid) on orders to public;
`;

test('a template in one file per statement, named at random, loads in the order found', async () => {
  const parts = statements({ 'all.sql': template });
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(parts.map((_, index) => index), { minLength: parts.length, maxLength: parts.length }), async (names) => {
      const files = Object.fromEntries(parts.map((part, index) => [`${String(names[index]).padStart(3, '0')}.sql`, part.text]));
      const { value, diagnostics } = orderStatements(statements(files));
      expect(diagnostics).toEqual([]);
      expect(value).toHaveLength(parts.length);
      await run(value.map((one) => one.text));
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
