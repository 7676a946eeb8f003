import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, sqlOf, typeSpec, type World } from './support.js';

const template = `
create extension citext;
create type status as enum ('new', 'done');
create type pair as (a int, b int);
create domain email as citext;
create table orders (id int primary key, status status not null default 'new', email email not null, customer_id int, note text, tags text[] not null default '{}');
create table "Odd ""Table"" :x" (id int primary key, "{tenant}.y" int, "a:b" text);
create sequence numbers;
create function total(orders) returns int language sql stable begin atomic select 1; end;
create function lower(status) returns text language sql stable begin atomic select 'enum'; end;
create function tenant_template.plus(status, status) returns boolean language sql immutable begin atomic select true; end;
create operator tenant_template.@@@ (function = tenant_template.plus, leftarg = status, rightarg = status);
create view news as select * from orders where status = 'new';
create collation german (provider = icu, locale = 'de');`;

const shared = 'create table countries (code text primary key, name text not null);';

/** The statement, and what becomes of it. */
const cases: Readonly<Record<string, readonly [string, string]>> = {
  tables: ['select id from orders limit 1', 'select id from {tenant}.orders limit 1'],
  'the template by its name': ['select id from tenant_template.orders limit 1', 'select id from {tenant}.orders limit 1'],
  'the template by its quoted name': ['select id from "tenant_template".orders limit 1', 'select id from {tenant}.orders limit 1'],
  views: ['select id from news limit 1', 'select id from {tenant}.news limit 1'],
  'a WITH query called like a table': [
    'with orders as (select * from orders where id > 1) select orders.id from orders limit 1',
    'with orders as (select * from {tenant}.orders where id > 1) select orders.id from orders limit 1'],
  'a recursive WITH query': [
    'with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select n from t limit 9',
    'with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select n from t limit 9'],
  'an alias called like a table': ['select countries.id from orders countries limit 1', 'select countries.id from {tenant}.orders countries limit 1'],
  types: ['select \'new\'::status as s, null::status[] as l, cast(null as pair) is null as p', 'select \'new\'::{tenant}.status as s, null::{tenant}.status[] as l, cast(null as {tenant}.pair) is null as p'],
  functions: ['select id, total(o) as t from orders o limit 1', 'select id, {tenant}.total(o) as t from {tenant}.orders o limit 1'],
  'a function of two schemas, the server\'s meant': ['select lower(note) as n from orders limit 1', 'select lower(note) as n from {tenant}.orders limit 1'],
  'a function of two schemas, the template\'s meant': ['select lower(status) as n from orders limit 1', 'select {tenant}.lower(status) as n from {tenant}.orders limit 1'],
  'a function of two schemas, both meant': ['select lower(note) as n, lower(status) as s from orders limit 1', 'select lower(note) as n, {tenant}.lower(status) as s from {tenant}.orders limit 1'],
  'operators of the template': ['select id from orders where status @@@ status limit 1', 'select id from {tenant}.orders where status operator({tenant}.@@@) status limit 1'],
  'operators of an extension': ['select id from orders where email = :email limit 1', 'select id from {tenant}.orders where email operator(extensions.=) (:email::extensions.citext) limit 1'],
  'operators of an extension beside the server\'s': [
    'select id from orders where id = :id and email <> :email limit 1',
    'select id from {tenant}.orders where id = (:id::integer) and email operator(extensions.<>) (:email::extensions.citext) limit 1'],
  'LIKE of an extension': ['select id from orders where (email ~~ :q) limit 1', 'select id from {tenant}.orders where (email operator(extensions.~~) (:q::extensions.citext)) limit 1'],
  collations: ['select id from orders order by note collate german limit 1', 'select id from {tenant}.orders order by note collate {tenant}.german limit 1'],
  'regclass constants': ['select \'orders\'::regclass::text as r', 'select \'{tenant}.orders\'::regclass::text as r'],
  'other schemas of the project': ['select name from shared.countries where code = :code', 'select name from shared.countries where code = (:code::text)'],
  'the control schema': ['select cognition.current_tenant() as t', 'select cognition.current_tenant() as t'],
  'pg_catalog by its name': ['select pg_catalog.lower(note) as n from orders limit 1', 'select pg_catalog.lower(note) as n from {tenant}.orders limit 1'],
  'names with quotes, colons and the placeholder': [
    'select "{tenant}.y" as y, "a:b" as ab from "Odd ""Table"" :x" limit 1',
    'select U&"\\007Btenant}.y" as y, U&"a\\003Ab" as ab from {tenant}.U&"Odd ""Table"" \\003Ax" limit 1'],
  'comments away': ['-- first\nselect id /* :no */ from orders -- last\nlimit 1 -- end', 'select id  from {tenant}.orders\nlimit 1'],
  'lateral joins': [
    'select o.id, l.id as l from orders o, lateral (select id from orders i where i.customer_id = o.id limit 1) l limit 1',
    'select o.id, l.id as l from {tenant}.orders o, lateral (select id from {tenant}.orders i where i.customer_id = o.id limit 1) l limit 1'],
};

describe('names of the user\'s SQL', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(template, { 'pgcog.config.ts': 'export default { defaultGrants: true };' }, shared);
    await world.database.admin.query('grant select on shared.countries to public');
  });
  afterAll(() => world.close());

  const yaml = (parent: string, sql: string): string => `resolvers:\n  ${parent}.x:\n    sql: |\n${sql.split('\n').map((line) => `      ${line}`).join('\n')}\n`;

  it.each(Object.entries(cases))('%s', async (_, [sql, expected]) => {
    const typed = await typeSpec(world, yaml('Query', sql));
    expect(typed.said).toEqual([]);
    expect(inner(sqlOf(typed.fields.get('Query.x')))).toBe(expected);
  });

  /** Without the select that casts the result. */
  function inner(sql: string): string {
    return /^select [^]*?\nfrom \(\n([^]*)\n\) as q$/.exec(sql)?.[1] ?? sql;
  }

  it('are qualified in writes too', async () => {
    const typed = await typeSpec(world, yaml('Mutation', 'insert into orders (id, email) values (nextval(\'numbers\'), :email) returning orders.id'));
    expect(typed.said).toEqual([]);
    expect(sqlOf(typed.fields.get('Mutation.x'))).toBe('insert into {tenant}.orders (id, email) values (nextval(\'{tenant}.numbers\'), (:email::{tenant}.email)) returning orders.id');
  });

  const refused: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'another schema': ['select oid from pgcog_meta.things', ['error PGC220 pgcog_meta']],
    'information_schema': ['select table_name::text as n from information_schema.tables limit 1', ['error PGC220 information_schema.tables']],
    'an extension\'s operator behind IN': ['select id from orders where email in (:a, :b) limit 1', ['error PGC221 orders']],
    'an extension\'s operator behind CASE': ['select case email when \'a\' then 1 end as n from orders limit 1', ['error PGC221 orders']],
    'a function in attribute notation': ['select id, o.total as t from orders o limit 1', ['error PGC221 orders']],
    'a frozen now': ['select id from orders where \'now\'::timestamptz > \'2026-01-01\' limit 1', ['error PGC222 \'now\'']],
    'a frozen date': ['select date \'yesterday\' as d', ['error PGC222 \'yesterday\'']],
    'a frozen constant without a cast': ['select count(*) as n from orders where now() > \'tomorrow\'', ['error PGC222 \'tomorrow\'']],
    'an object named in text': ['select to_regclass(\'orders\')::text as n', ['warning PGC223 to_regclass']],
    'a type named in text': ['select (:name::text)::regtype::text as n', ['warning PGC223 regtype']],
    'SQL in text': ['select query_to_xml(:query, true, true, \'\')::text as x', ['error PGC225 query_to_xml', 'error PGC250 query_to_xml']],
    'SQL in text behind a name for something else': ['select ts_rewrite(\'a\'::tsquery, :query)::text as x', ['error PGC225 ts_rewrite', 'error PGC250 ts_rewrite']],
    'a setting of the session': ['select set_config(\'role\', :role, false) as x', ['error PGC226 set_config', 'error PGC250 set_config']],
    'the search path': ['select current_schema as x', ['warning PGC223 current_schema']],
    'the search path by a function': ['select pg_table_is_visible(\'orders\'::regclass) as x', ['warning PGC223 pg_table_is_visible']],
    'an object named by a parameter': ['select (:name::text)::regclass::text as n', ['warning PGC223 regclass']],
  };

  it.each(Object.entries(refused))('%s is said', async (_, [sql, expected]) => {
    const { said } = await typeSpec(world, yaml('Query', sql));
    expect(said).toEqual(expected);
  });

  it('lets words for days alone where they are text', async () => {
    const { said } = await typeSpec(world, yaml('Query', 'select id from orders where note = \'today\' or \'now\' = any(tags) limit 1'));
    expect(said).toEqual([]);
  });
});
