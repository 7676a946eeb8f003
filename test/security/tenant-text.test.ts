import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { textOf } from '../statements/support/run-statement.js';
import { openWorld, typeSpec, type Typed, type World } from '../statements/custom/support.js';

/**
 * Statements as the runtime would send them for the tenant `beta`, run as a role of beta while another schema with the
 * same tables, functions, types and operators stands first on the search path, and the template's behind it. Each row
 * says whose it is: nothing but beta's may come back. What cannot be made safe has to be refused when it is generated.
 */
const template = `
create type mood as enum ('calm', 'wild');
create type place as (street text, city text);
create domain short as text check (length(value) < 100);
create collation loud (provider = icu, locale = 'und', deterministic = true);
create sequence counter;
create table orders (id int primary key, who text not null, mood mood not null default 'calm', at place, nick short, parent int references orders, data jsonb not null default '{}');
create table lines (order_id int not null references orders, n int not null, who text not null, primary key (order_id, n));
create table "order" (id int primary key, who text not null);
create table "{tenant}" (id int primary key, who text not null, ":x" text);
create table pg_class (id int primary key, who text not null);
create view seen with (security_invoker = true) as select id, who from orders;
create function whose() returns text language sql stable begin atomic select min(who) from orders; end;
create function who_with(prefix text default 'by ') returns text language sql stable begin atomic select prefix || whose(); end;
create function full_name(o orders) returns text language sql stable begin atomic select o.who || ' ' || whose(); end;
create function lower(text) returns text language sql stable begin atomic select 'tenant ' || whose(); end;
create function upper(m mood) returns text language sql stable begin atomic select whose(); end;
create function abs(text) returns text language sql stable begin atomic select whose(); end;
create function all_orders() returns setof orders language sql stable begin atomic select * from orders; end;
create function pairs(out a text, out b text) language sql stable begin atomic select whose(), whose(); end;
create function same(a text, b text) returns boolean language sql stable begin atomic select whose() = b; end;
create function join_who(a text, b mood) returns text language sql stable begin atomic select a || whose(); end;
create operator === (leftarg = text, rightarg = text, function = same);
create operator || (leftarg = text, rightarg = mood, function = join_who);
create function add_who(state text, x text) returns text language sql stable begin atomic select coalesce(state, '') || x; end;
create aggregate collect(text) (sfunc = add_who, stype = text);
create procedure touch() language sql begin atomic select 1; end;
create function mood_of(text) returns mood language sql immutable begin atomic select 'wild'::mood; end;
create function changed() returns trigger language plpgsql as $f$ begin return new; end $f$;
grant select, insert, update, delete on all tables in schema tenant_template to tenant_admins;
grant execute on all functions in schema tenant_template to tenant_admins;
grant usage on sequence counter to tenant_admins;
`;

let world: World;
const owners: Readonly<Record<string, string>> = { tenant_template: 'template', beta: 'beta', evil: 'evil' };

beforeAll(async () => {
  world = await openWorld(template, { 'pgcog.config.json': JSON.stringify({ roles: { admins: {} } }) });
  const { admin } = world.database;
  for (const schema of ['beta', 'evil']) {
    await admin.query(`create schema ${schema} authorization pgcog_owner; set role pgcog_owner; set search_path = ${schema}; ${template.replaceAll('tenant_template', schema).replaceAll(/tenant_admins/g, 'current_user')}; reset role`);
  }
  for (const [schema, who] of Object.entries(owners)) {
    await admin.query(`set search_path = ${schema};
      insert into ${schema}.orders (id, who, mood, at, nick, parent) values (1, '${who}', 'calm', row('${who}', '${who}')::${schema}.place, '${who}', 1), (2, '${who}', 'wild', null, null, 1);
      insert into ${schema}.lines values (1, 1, '${who}'), (2, 1, '${who}');
      insert into ${schema}."order" values (1, '${who}'); insert into ${schema}."{tenant}" values (1, '${who}', '${who}'); insert into ${schema}.pg_class values (1, '${who}');
      grant usage on schema ${schema} to public; grant all on all tables in schema ${schema} to public; grant all on all sequences in schema ${schema} to public;
      grant execute on all routines in schema ${schema} to public`);
    for (const type of ['mood', 'place', 'short']) await admin.query(`grant usage on type ${schema}.${type} to public`);
  }
  await admin.query('reset search_path; create role pgcog_test_beta');
});
afterAll(async () => {
  await world.database.admin.query('drop owned by pgcog_test_beta; drop role pgcog_test_beta');
  await world.close();
});

/** Rows of the statement as beta's role, as JSON; or the codes that refuse it. */
async function answer(typed: Typed, name: string, args: Readonly<Record<string, unknown>>, parents?: readonly Readonly<Record<string, unknown>>[]): Promise<string> {
  const field = typed.fields.get(name);
  if (field === undefined) return `refused: ${typed.said.join('; ')}`;
  const { sql, values } = textOf(field, { args, ...(parents !== undefined && { parents }) }, quoteIdentifier('beta'));
  const { admin } = world.database;
  await admin.query('begin; set local role pgcog_test_beta; set local search_path = evil, tenant_template, public');
  try {
    const { rows } = await admin.query(sql, [...values]);
    return JSON.stringify(rows);
  } catch (thrown) {
    throw new Error(`${sql}: ${String(thrown)}`);
  } finally {
    await admin.query('rollback');
  }
}

/** An attribute that is a function's cannot be said with a schema: such a statement is refused. */
function expectBeta(got: string): void {
  expect(got).toMatch(/beta|^refused: error PGC221/);
  expect(got).not.toMatch(/evil|template/);
}

const reads: readonly string[] = [
  'select * from orders',
  'table orders',
  'select orders from orders',
  'select o from orders o',
  'select orders.* from orders',
  'select (orders).who from orders',
  'select orders.full_name from orders',
  'select o.full_name, full_name(o) from orders o',
  'select (o).full_name from orders as o',
  'with orders as (select * from orders) select * from orders',
  'with recursive orders as (select 1 as id, whose() as who union all select o.id, o.who from orders o where false) select * from orders',
  'with lines as (select * from orders), orders as (select * from lines) select * from orders',
  'select q.*, l.n from (with orders as (select * from orders) select * from orders) q, lines l where l.order_id = q.id',
  'with "x" as (select 1) select * from orders where exists (with orders as (select 1) select * from orders)',
  'select * from "order"',
  'select * from "{tenant}"',
  `select "{tenant}".who, '{tenant}.orders' as "{tenant}" from "{tenant}"`,
  `select who, ':id' as ":id", $$:id {tenant}.$$ as x, E'\\x3aid' as y from orders`,
  'select ":x" from "{tenant}"',
  `select '"; drop schema beta; --' as x, who from orders -- :id {tenant}.`,
  `select /* {tenant}.x :id */ who from orders`,
  'select who from only orders',
  'select l.who from orders as orders join lines as l on l.order_id = orders.id',
  'select who, n from lines join orders using (who)',
  'select * from orders natural join lines',
  'select l.who from orders o, lateral (select * from lines where order_id = o.id) l',
  'select whose() as who',
  'select who_with() as who',
  `select who_with(prefix => 'is ') as who`,
  `select lower('X'::text) || whose() as who`,
  `select pg_catalog.lower('X') || who as who from orders`,
  'select lower(who) as who from orders',
  'select upper(mood) as who from orders',
  'select o.upper as m, x.who from (select mood as upper, who as w2 from orders) o, orders x',
  `select abs(who) as who from orders`,
  'select * from all_orders()',
  'select (all_orders()).*',
  'select * from all_orders() as orders',
  'select o.full_name from all_orders() o',
  'select * from pairs()',
  'select (pairs()).a',
  'select a.* from rows from (pairs(), all_orders()) as a',
  `select who from orders where who === whose()`,
  `select who from orders where who operator(===) whose()`,
  `select who || mood as who from orders`,
  `select who from orders order by who collate loud`,
  `select collect(who) from orders`,
  `select collect(who) over w as who from orders window w as (order by id)`,
  `select collect(who order by id) filter (where mood = 'calm') from orders`,
  `select who from orders where mood = 'calm'`,
  `select who from orders where mood = any ('{calm,wild}')`,
  `select who from orders where mood in ('calm', 'wild')`,
  `select who, 'calm'::mood from orders`,
  `select who, cast('calm' as mood) from orders`,
  `select who, mood 'calm' from orders`,
  `select who, mood_of(who) from orders`,
  `select who, (at).city, (at::place).street from orders where id = 1`,
  `select who, row('x', 'y')::place as p, ('x', 'y')::place from orders`,
  `select who, nick::short, 'x'::short from orders`,
  `select jsonb_populate_record(null::orders, jsonb_build_object('id', 3, 'who', whose())) as o`,
  `select * from jsonb_populate_record(null::orders, jsonb_build_object('id', 3, 'who', whose()))`,
  `select * from jsonb_to_record(jsonb_build_object('m', 'calm', 'who', whose())) as x(m mood, who text)`,
  `select * from json_table(jsonb_build_array(jsonb_build_object('who', whose())), '$[*]' columns (who text, mood mood path '$.none'))`,
  `select * from xmltable('/a' passing xmlparse(content '<a>' || whose() || '</a>') columns who text path '.', nick short path '.')`,
  `select 'orders'::regclass, who from orders`,
  `select 'whose'::regproc, 'whose()'::regprocedure, 'mood'::regtype, who from orders`,
  `select '"{tenant}"'::regclass as a, ' "{tenant}" '::regclass as b, who from orders`,
  `select tableoid::regclass::text as place, who from orders`,
  `select count(*) as n, whose() as who from pg_class`,
  `select relname, whose() as who from pg_catalog.pg_class where oid = 'orders'::regclass`,
  `select * from seen`,
  `select who from orders o where exists (select from lines where order_id = o.id and (o.*) is not null) `,
  `select who from orders o where (select l.who from lines l where l.order_id = o.id) = o.who`,
  `select who from orders group by grouping sets ((who), ()) having who is not null`,
  `select distinct on (who) who from orders order by who, id`,
  `select who from orders union select who from lines intersect select who from "order"`,
  `select who from orders tablesample system (100)`,
  `values (whose(), who_with())`,
  `select array(select who from orders) as who`,
  `select array_agg(orders) as who from orders`,
  `select to_jsonb(orders) as j from orders`,
  `select row_to_json(o.*) as j from orders o`,
  `select case when orders is null then 'no' else whose() end as who from orders`,
  `select coalesce(orders.who, whose()) from orders`,
  `select o1.who from orders o1 left join orders o2 on o1.parent = o2.id where o2.who = o1.who`,
  `with recursive t(id, who) as (select id, who from orders where id = 1 union all select o.id, o.who from orders o join t on o.parent = t.id where o.id <> 1) search depth first by id set path cycle id set looped using route select id, who from t`,
];

test.each(reads)("%s", async (sql) => {
  const typed = await typeSpec(world, `crud: {}\nrelations: none\nresolvers:\n  Query.q:\n    page: false\n    sql: ${JSON.stringify(sql)}`);
  const got = await answer(typed, 'Query.q', {});
  expectBeta(got);
});

const writes: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['insert into orders (id, who) values (9, whose()) returning orders', {}],
  ['insert into orders values (9, whose()) returning *, orders.full_name', {}],
  ['insert into orders as orders (id, who) select id + 10, who from orders returning orders.*', {}],
  ['insert into orders (id, who) values (1, whose()) on conflict on constraint orders_pkey do update set who = excluded.who || whose() where orders.who <> excluded.who || orders.who returning orders.who', {}],
  ['with orders as (select 7 as id) insert into orders (id, who) select id, whose() from orders returning *', {}],
  ['with orders as (insert into orders (id, who) values (7, whose()) returning *) select who from orders', {}],
  ['with orders as (update orders set nick = whose() returning *), lines as (delete from lines returning *) select o.who, l.who as w from orders o join lines l on true', {}],
  ['update orders set who = (select l.who from lines l where l.order_id = orders.id) returning orders.who', {}],
  ['update orders set (who, nick) = (select who, who from lines where order_id = orders.id) from "order" x where x.id = orders.id returning orders.*, x.who as w', {}],
  ['update orders as o set at.city = whose() where o.id = 1 returning o', {}],
  ['delete from "order" using lines l where l.order_id = "order".id and whose() = l.who returning "order"', {}],
  ['delete from lines where order_id in (select id from orders) returning who', {}],
  ['merge into orders o using lines l on o.id = l.order_id when matched and o.who = l.who then update set who = whose() when not matched then insert (id, who) values (l.n, whose()) returning o.who, merge_action() as action', {}],
  [`insert into lines (order_id, n, who) values (1, nextval('counter') + 50, whose()) returning *`, {}],
  [`insert into lines (order_id, n, who) values (1, nextval('counter'::regclass) + 50, whose()) returning *`, {}],
  ['update orders set mood = :mood, nick = :nick where id = any (:ids) returning *', { mood: 'wild', nick: ':id {tenant}.', ids: [1, 2] }],
  ['update orders set mood = (:moods::mood[])[2], nick = :nick where id = 1 returning *', { moods: ['calm', 'wild'], nick: 'x' }],
];

test.each(writes)('%s', async (sql, args) => {
  const typed = await typeSpec(world, `crud: {}\nrelations: none\nresolvers:\n  Mutation.q:\n    sql: ${JSON.stringify(sql)}`);
  const got = await answer(typed, 'Mutation.q', args);
  expectBeta(got);
});

test('what the generator writes by itself', async () => {
  const typed = await typeSpec(world, "crud: '*'\nrelations: auto\nfunctions: [whose, who_with, full_name, all_orders, pairs, lower]\nresolvers:\n  Query.mine: { sql: select * from orders /*? id */ where id = :id, orderBy: [-who, id], page: { size: 5, max: 10 } }");
  expect(typed.said.filter((one) => one.startsWith('error'))).toEqual([]);
  const args: Readonly<Record<string, unknown>> = {
    id: 1, orderId: 1, n: 1, input: { id: 1, who: 'beta', mood: 'wild', nick: 'beta', orderId: 1, n: 8, data: { a: 1 } }, filter: { id: { eq: 1 } }, limit: 5, text: 'x', prefix: 'p',
  };
  for (const [name, field] of typed.fields) {
    if (field.statement === null) continue;
    const many = name.startsWith('Mutation.create') && name.endsWith('s');
    const got = await answer(typed, name, many ? { input: [args['input']] } : args, [{ id: 1, orderId: 1, parent: 1, n: 1, who: 'beta' }]).catch(String);
    expect(got, name).toContain('beta');
    expect(got, name).not.toMatch(/evil|template/);
  }
});
