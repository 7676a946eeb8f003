import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldStatement, ResultColumn } from '../../../src/statements/types.js';
import { ann, bob, openOrders } from './orders-world.js';
import { runField, sqlOf, typeSpec, type World } from './support.js';

let world: World;
beforeAll(async () => {
  world = await openOrders();
});
afterAll(() => world.close());

const shown = (field: FieldStatement | undefined): readonly ResultColumn[] => (field?.statement?.columns ?? []).filter(({ hidden }) => !hidden);
const nullable = (field: FieldStatement | undefined): string => shown(field).map(({ name, nullability }) => `${name}${nullability === 'no' ? '!' : ''}`).join(' ');

describe('results', () => {
  const relation = (name: string): number => world.catalog.relations.find((one) => one.name === name)?.oid ?? 0;

  it('reuse a table\'s type where a row has all its columns and no others', async () => {
    const { fields, said } = await typeSpec(world, `resolvers:
  Query.all: { sql: select * from orders limit 3 }
  Query.some: { sql: "select id, total from orders limit 3" }
  Query.more: { sql: "select o.*, 1 as one from orders o limit 3" }
  Query.outer: { sql: "select o.* from customers c left join orders o on o.customer_id = c.id limit 3" }
  Query.renamed: { sql: "select id, customer_id, status, total, placed_at, photo, took, tags as labels from orders limit 3" }
  Query.view: { sql: select * from open_orders limit 3 }
  Query.hidden: { sql: select * from customers limit 3 }
`);
    expect(said).toEqual([]);
    expect(fields.get('Query.all')?.result).toEqual({ kind: 'relation', relation: relation('orders') });
    expect(fields.get('Query.some')?.result).toEqual({ kind: 'own', name: 'SomeResult' });
    expect(fields.get('Query.more')?.result).toEqual({ kind: 'own', name: 'MoreResult' });
    expect(fields.get('Query.outer')?.result).toEqual({ kind: 'own', name: 'OuterResult' });
    expect(fields.get('Query.renamed')?.result).toEqual({ kind: 'own', name: 'RenamedResult' });
    expect(fields.get('Query.view')?.result).toEqual({ kind: 'relation', relation: relation('open_orders') });
    expect(fields.get('Query.hidden')?.result).toEqual({ kind: 'relation', relation: relation('customers') });
    expect(shown(fields.get('Query.hidden')).map(({ name }) => name)).toEqual(['id', 'fullName', 'home']);
  });

  it('extend a table\'s type by its key and a name', async () => {
    const { fields, said } = await typeSpec(world, `resolvers:
  Query.hit: { sql: "select id, total, 1 as rank from orders limit 3", type: OrderHit }
  Query.keyless: { sql: "select total, 1 as rank from orders limit 3", type: Keyless }
  Query.outer: { sql: "select o.id, c.name from customers c left join orders o on o.customer_id = c.id limit 3", type: OuterHit }
  Query.wrong: { sql: "select id, total from orders limit 3", type: Order }
`);
    expect(said).toEqual(['error PGC235 Order']);
    expect(fields.get('Query.hit')?.result).toEqual({ kind: 'extends', relation: relation('orders'), name: 'OrderHit' });
    expect(fields.get('Query.keyless')?.result).toEqual({ kind: 'own', name: 'Keyless' });
    expect(fields.get('Query.outer')?.result).toEqual({ kind: 'own', name: 'OuterHit' });
  });

  it('never say "not null" for what an optional part makes so', async () => {
    const { fields } = await typeSpec(world, `resolvers:
  Query.search:
    sql: |
      select id, took from orders where true
      /*? took */ and took > :took
      /*? id */ and id = :id
      limit 10
`);
    expect(nullable(fields.get('Query.search'))).toBe('id! took');
    expect(fields.get('Query.search')?.statement?.rows).toBe('many');
  });

  it('take overrides that can hold, and refuse the others', async () => {
    const { fields, said } = await typeSpec(world, `resolvers:
  Query.good:
    sql: select count(*) as n, max(placed_at) as last, array_agg(id) as ids from orders
    columns: { n: Int, last: { nullable: true } }
  Query.bad:
    sql: select id, took, status from orders limit 1
    columns: { took: { nullable: false }, id: AWSDate, statuss: String }
`);
    expect(nullable(fields.get('Query.good'))).toBe('n! last ids');
    expect(said).toEqual(['error PGC234 took', 'error PGC234 id', 'error PGC233 statuss']);
  });

  it('fit the types that `returns` names', async () => {
    const { fields, said } = await typeSpec(world, `types:
  Sum: { total: numeric!, lastAt: timestamptz }
resolvers:
  Query.sum: { sql: "select coalesce(sum(total), 0) as total, max(placed_at) as last_at from orders", returns: Sum }
  Query.nullable: { sql: "select sum(total) as total, max(placed_at) as last_at from orders", returns: Sum }
  Query.lacking: { sql: "select 1::numeric as total", returns: Sum }
  Query.value: { sql: "select count(*) as n from orders", returns: bigint! }
  Query.values: { sql: "select name from customers limit 9", returns: "[text!]!" }
  Query.list: { sql: "select tags from orders where id = :id", returns: "[text]" }
  Query.two: { sql: "select 1 as a, 2 as b", returns: int }
  Query.other: { sql: "select now() as a", returns: int }
  Query.empty: { sql: "select sum(total) as n from orders", returns: numeric! }
`);
    expect(said).toEqual(['error PGC235 Sum', 'error PGC235 Sum', 'error PGC235 int', 'error PGC235 int', 'error PGC235 numeric!']);
    expect(fields.get('Query.sum')?.result).toEqual({ kind: 'spec', name: 'Sum' });
    expect(fields.get('Query.value')?.result).toEqual({ kind: 'value', value: { kind: 'scalar', scalar: 'Float' }, nullable: false });
    expect(fields.get('Query.values')?.statement).toMatchObject({ scalar: true, rows: 'many' });
    expect(fields.get('Query.list')?.result).toMatchObject({ kind: 'value', value: { kind: 'list' } });
  });

  it('refuse columns that have no name, one name, or nothing to be', async () => {
    const { said } = await typeSpec(world, `resolvers:
  Query.noName: { sql: "select 1" }
  Query.twice: { sql: "select o.id, c.id from orders o join customers c on c.id = o.customer_id limit 1" }
  Query.sameField: { sql: "select 1 as a_b, 2 as \\"aB\\"" }
  Query.record: { sql: "select row(1, 2) as r" }
  Query.nothing: { sql: "select from orders limit 1" }
`);
    expect(said).toEqual(['error PGC230 1', 'error PGC231 c.id', 'error PGC231 2 as \\"aB\\', 'error PGC232 row(1, 2) as r', 'error PGC236 select']);
  });

  it('count the rows of a write without RETURNING', async () => {
    const { fields, said } = await typeSpec(world, 'resolvers:\n  Mutation.clear: { sql: "delete from lines where qty = 0" }\n');
    expect(said).toEqual([]);
    expect(fields.get('Mutation.clear')).toMatchObject({ result: { kind: 'count' }, operation: 'write', engine: 'vtl', statement: { rows: 'none' } });
  });

  it('come out of the Data API as they are said, also from writes and WITH', async () => {
    const typed = await typeSpec(world, `resolvers:
  Query.read: { sql: "with recursive q as (select * from customers), o as materialized (select * from orders) select q.home, o.took, o.photo, o.status from q, o where q.id = o.customer_id and q.id = :id order by o.total desc limit 1" }
  Mutation.write: { sql: "with q as (select 1 as one) update orders set took = :took from q where customer_id = :id returning took, one, tags" }
  Mutation.merge:
    sql: |
      merge into orders o using (select id from orders where customer_id = :id order by total limit 1) v on v.id = o.id
      when matched then update set took = '1 day' returning o.took as "x"";drop", merge_action() as verb
`);
    expect(typed.said).toEqual([]);
    expect((await runField(world, typed, 'Query.read', { args: { id: ann } })).rows).toEqual([{ home: '{"city": "Bonn", "street": "Main"}', took: null, photo: null, status: 'new' }]);
    expect((await runField(world, typed, 'Mutation.write', { args: { id: bob, took: '2 hours' } })).rows).toEqual([{ took: '02:00:00', one: 1, tags: '{}' }]);
    expect((await runField(world, typed, 'Mutation.merge', { args: { id: ann } })).rows).toEqual([{ 'x";drop': '1 day', verb: 'UPDATE' }]);
    expect(sqlOf(typed.fields.get('Mutation.write'))).toMatch(/^with q as \(select 1 as one\),\nq1 as \(\nupdate /);
  });
});
