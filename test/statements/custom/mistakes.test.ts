import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOrders } from './orders-world.js';
import { typeSpec, type World } from './support.js';

let world: World;
beforeAll(async () => {
  world = await openOrders();
});
afterAll(() => world.close());

describe('mistakes', () => {
  const mistakes: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'an unknown table': ['Query.x: { sql: "select * from ordrs limit 1" }', ['error PGC200 ordrs']],
    'an unknown column': ['Query.x: { sql: "select totl from orders limit 1" }', ['error PGC201 totl']],
    'an unknown function': ['Query.x: { sql: "select touchh(id) as t from orders limit 1" }', ['error PGC202 touchh']],
    'an unknown type': ['Query.x: { sql: "select 1::stat as s" }', ['error PGC203 stat']],
    'an ambiguous column': ['Query.x: { sql: "select id from orders, customers limit 1" }', ['error PGC204 id']],
    'types that do not fit': ['Query.x: { sql: "select case when true then 1 else now() end as a" }', ['error PGC205 1']],
    'a wrong enum label': ['Query.x: { sql: "select id from orders where status = \'neww\' limit 1" }', ['error PGC205 \'neww\'']],
    'a write in a Query': ['Query.x: { sql: "update orders set total = 0 returning id" }', ['error PGC250 update']],
    'a write in a CTE of a Query': ['Query.x: { sql: "with d as (delete from lines returning no) select no from d limit 1" }', ['error PGC250 delete']],
    'a volatile function in a Query': ['Query.x: { sql: "select touch(:id) as t" }', ['error PGC250 touch']],
    'a row lock in a Query': ['Query.x: { sql: "select id from orders where id = :id for update" }', ['error PGC250 for']],
    'a Mutation that reads': ['Mutation.x: { sql: "select id from orders where id = :id" }', ['info PGC251 select']],
    'no limit': ['Query.x: { sql: "select id from orders" }', ['warning PGC244 select']],
    'an update of what is inserted beside it': ['Mutation.x: { sql: "with n as (insert into lines select :id, 1, \'a\', 1 returning *) update lines set qty = 2 from n where lines.no = n.no" }', ['error PGC254 update']],
    'an argument that nothing uses': ['Query.x: { args: { a: text }, sql: "select 1 as one" }', ['error PGC214 a']],
    'a part without an argument': ['Query.x: { sql: "select id from orders where true /*? paid */ and total > 0\\nlimit 1" }', ['error PGC215 /*? paid */']],
    'rows() of no input': ['Mutation.x: { args: { a: "[int!]!" }, sql: "insert into lines select * from rows(:a)" }', ['error PGC218 rows(:a)']],
    'an unknown argument type': ['Query.x: { args: { a: String! }, sql: "select :a as a" }', ['error PGC217 String!']],
    'a table as an argument': ['Query.x: { args: { a: orders }, sql: "select :a as a" }', ['error PGC217 orders']],
    'a default that does not fit': ['Query.x: { args: { a: { type: int, default: many } }, sql: "select :a as a" }', ['error PGC219 a']],
    'a max of a text': ['Query.x: { args: { a: { type: text, max: 5 } }, sql: "select :a as a" }', ['error PGC219 a']],
    'rows of a write without RETURNING': ['Mutation.x: { sql: "delete from lines", rows: 1 }', ['error PGC257 delete']],
    'a part that only holds with another': ['Query.x: { sql: "select o.id from orders o\\n/*? name */ join customers c on c.id = o.customer_id and c.name = :name\\nwhere true\\n/*? city */ and (c.home).city = :city\\nlimit 1" }', ['error PGC126 c']],
    'a tenant that is a value too': ['Query.x: { tenant: { argument: t }, args: { t: text }, sql: "select :t as t" }', ['error PGC214 t']],
  };

  it.each(Object.entries(mistakes))('%s', async (_, [resolver, expected]) => {
    const { said } = await typeSpec(world, `resolvers:\n  ${resolver}\n`);
    expect(said.map((line) => line.replace(/ (Query|Mutation)\.x$/, ''))).toEqual(expected);
  });

  it('are all said in one run, each with a way out', async () => {
    const { said, diagnostics } = await typeSpec(world, `resolvers:\n${Object.values(mistakes).map(([resolver], index) => `  ${resolver.replace('.x:', `.x${index}:`)}`).join('\n')}\n`);
    expect(said.length).toBe(Object.values(mistakes).flatMap(([, expected]) => expected).length);
    expect(diagnostics.filter(({ hint }) => hint === null).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  it('stand in SQL files of their own too', async () => {
    const { said } = await typeSpec(world, '', { 'resolvers/Query.late.sql': '/*---\npage: false\n---*/\n-- 😀 é\nselect id,\n  colour\nfrom orders\n' });
    expect(said).toEqual(['error PGC201 colour']);
  });
});
