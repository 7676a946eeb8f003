import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, bob, openOrders } from './orders-world.js';
import { runField, typeSpec, type World } from './support.js';

let world: World;
beforeAll(async () => {
  world = await openOrders();
});
afterAll(() => world.close());

describe('rows of an input', () => {
  it('are columns in snake case, those of a table under its names, and inputs within them JSON', async () => {
    const typed = await typeSpec(world, `inputs:
  Part: { name: text, part: Part }
  Line: { productName: text!, qty: "int", state: status, tags: "[text!]", parts: "[Part!]" }
  NewCustomer: { from: customers, only: [fullName, home] }
resolvers:
  Mutation.a: { args: { lines: "[Line!]!" }, sql: "select l.product_name, l.qty, l.state, l.tags, l.parts from rows(:lines) as l for update limit 9" }
  Mutation.b: { args: { rows: "[NewCustomer!]!" }, sql: "insert into customers (name, home) select r.name, r.home from rows(:rows) r returning name, home" }
`);
    expect(typed.said.filter((line) => !line.startsWith('info'))).toEqual([]);
    expect(typed.fields.get('Mutation.b')?.statement?.parameters[0]?.codec).toMatchObject({ kind: 'list', element: { kind: 'record', fields: [{ name: 'fullName', column: 'fullName' }, { name: 'home' }] } });
    const rows = (await runField(world, typed, 'Mutation.b', { args: { rows: [{ fullName: "O'Hara", home: { street: 's', city: 'c' } }] } })).rows;
    expect(rows).toEqual([{ name: "O'Hara", home: '{"city": "c", "street": "s"}' }]);
    const lines = (await runField(world, typed, 'Mutation.a', { args: { lines: [{ productName: 'p', qty: 2, state: 'IN_WORK', tags: ['x', 'y'], parts: [{ name: 'z', part: null }] }] } })).rows;
    expect(lines).toEqual([{ product_name: 'p', qty: 2, state: 'in work', tags: '{x,y}', parts: '[{"name": "z", "part": null}]' }]);
  });
});

describe('fields of a table\'s type', () => {
  it('run once for many parents, in the order of each', async () => {
    const typed = await typeSpec(world, `resolvers:
  Customer.latest:
    sql: select * from orders where customer_id = :parent.id order by placed_at desc limit :limit
    args: { limit: { default: 2, max: 5 } }
  Customer.best:
    sql: with mine as (select total from orders where customer_id = :parent.id) select max(total) as best from mine where :parent.fullName <> ''
    returns: numeric
`);
    expect(typed.said).toEqual([]);
    const latest = typed.fields.get('Customer.latest')?.statement;
    expect(latest?.batch).toEqual({ keys: ['id'] });
    expect(latest?.parameters.map(({ name, path, type }) => [name, path, type])).toEqual([['parent_id', ['parent', 'id'], 'uuid[]'], ['limit', ['limit'], 'bigint']]);
    const rows = (await runField(world, typed, 'Customer.latest', { parents: [{ id: bob }, { id: ann }, { id: null }] })).rows;
    expect(rows.map((row) => [row['~parent'], row['total']])).toEqual([[1, '9.00'], [2, '4.00'], [2, '3.00']]);
    expect(typed.fields.get('Customer.best')?.statement?.batch).toEqual({ keys: ['id', 'fullName'] });
    const best = (await runField(world, typed, 'Customer.best', { parents: [{ id: ann, fullName: 'Ann' }, { id: bob, fullName: '' }] })).rows;
    expect(best).toEqual([{ '~parent': 1, best: '4.00' }, { '~parent': 2, best: null }]);
  });

  it('let the caller choose an order', async () => {
    const typed = await typeSpec(world, `resolvers:
  Customer.few:
    sql: select id, total from orders where customer_id = :parent.id limit 10
    orderBy: [total, -total]
`);
    expect(typed.said).toEqual([]);
    const rows = (await runField(world, typed, 'Customer.few', { parents: [{ id: ann }], orderBy: 'TOTAL_DESC' })).rows;
    expect(rows.map(({ total }) => total)).toEqual(['4.00', '3.00', '2.00', '1.00']);
  });

  it('say what their parent has', async () => {
    const { said } = await typeSpec(world, `resolvers:
  Customer.a: { sql: "select 1 as x where :parent.fullname = ''" }
  Customer.b: { sql: "select 1 as x where :parent.secret = ''" }
  Customer.c: { sql: "select (:parent.home).city as x" }
  Customer.d: { sql: "delete from orders where customer_id = :parent.id returning id" }
  Custommer.e: { sql: "select 1 as x" }
  Query.f: { sql: "select 1 as x where :parent.id is null" }
  Customer.g: { sql: "select id from orders where customer_id = :parent.id" }
`);
    expect(said).toEqual(['error PGC212 :parent.fullname', 'error PGC212 :parent.secret', 'error PGC212 :parent.home', 'error PGC253 delete', 'error PGC252 Custommer.e', 'error PGC212 :parent.id', 'warning PGC244 select']);
  });
});

describe('transactions', () => {
  it('hand the row of a named step on', async () => {
    const { fields, said } = await typeSpec(world, `inputs:
  LineInput: { product: text!, qty: int! }
resolvers:
  Mutation.place:
    args: { lines: "[LineInput!]!" }
    transaction:
      - order: insert into orders (customer_id) values (:customerId) returning id, placed_at
      - insert into lines (order_id, no, product, qty) select :order.id, row_number() over (), l.product, l.qty from rows(:lines) l
      - { sql: "select * from orders where id = :order.id and placed_at = :order.placedAt", rows: 1 }
`);
    expect(said).toEqual([]);
    const place = fields.get('Mutation.place');
    expect(place?.steps.map(({ name, operation, rows }) => [name, operation, rows])).toEqual([
      ['Mutation.place/0', 'write', 'one'], ['Mutation.place/1', 'write', 'none'], ['Mutation.place/2', 'read', 'one']]);
    expect(place?.statement?.name).toBe('Mutation.place/2');
    expect(place?.arguments.map(({ name }) => name)).toEqual(['lines', 'customerId']);
    expect(place?.steps[2]?.parameters.map(({ name, path }) => [name, path])).toEqual([['order_id', ['order', 'id']], ['order_placed_at', ['order', 'placedAt']]].map(([name, path]) => [name === 'order_placed_at' ? 'order_placedAt' : name, path]));
    expect(place?.steps[1]?.variants[0]?.sql.join('')).toContain("(select product, qty from jsonb_to_recordset((:lines::jsonb)) as t(product text, qty integer)) l");
  });

  it('agree on an argument that several of them use', async () => {
    const { fields, said } = await typeSpec(world, `resolvers:
  Mutation.a:
    transaction:
      - delete from lines where order_id = :id
      - delete from orders where id = :id or :note is null
      - delete from lines where product = :note
  Mutation.b:
    transaction:
      - delete from lines where order_id = :id
      - delete from customers where name = :id
`);
    expect(said).toEqual(['error PGC210 :note', 'error PGC211 :id']);
    expect([...fields.values()].filter(({ origin }) => origin === 'custom')).toEqual([]);
  });

  it('refuse steps that cannot be', async () => {
    const { said } = await typeSpec(world, `resolvers:
  Mutation.a:
    transaction:
      - orders: update orders set total = 0 where customer_id = :id returning id
      - delete from lines where order_id = :orders.id
  Mutation.b:
    transaction:
      - order: insert into orders (customer_id) values (:id) returning id
      - delete from lines where order_id = :order.idd
  Mutation.c:
    transaction:
      - delete from lines where order_id = :later.id
      - later: select 1 as id
  Mutation.d:
    args: { order: uuid! }
    transaction:
      - order: insert into orders (customer_id) values (:order) returning id
  Mutation.e:
    transaction:
      - select id from orders limit 1
`);
    expect(said).toEqual(['error PGC213 :orders.id', 'error PGC213 :order.idd', 'error PGC213 :later.id', 'error PGC216 order', 'info PGC251 Mutation.e']);
  });
});

describe('Lambda resolvers', () => {
  it('are fields without a statement, with a check where there is one', async () => {
    const { fields, said } = await typeSpec(world, `types:
  Upload: { url: text! }
resolvers:
  Mutation.cancel:
    lambda: true
    args: { id: uuid!, reason: text, many: "[int!]" }
    check: select 1 from orders where id = :id
    returns: orders
  Query.uploads: { lambda: true, returns: "[Upload!]!" }
`);
    expect(said).toEqual([]);
    expect(fields.get('Mutation.cancel')).toMatchObject({ lambda: true, statement: null, operation: 'write', check: { name: 'Mutation.cancel/check', origin: 'check', operation: 'read' } });
    expect(fields.get('Mutation.cancel')?.arguments.map(({ name, nullable: optional }) => [name, optional])).toEqual([['id', false], ['reason', true], ['many', true]]);
    expect(fields.get('Query.uploads')?.result).toEqual({ kind: 'value', value: { kind: 'list', element: { kind: 'named', name: 'Upload' }, elementNullable: false }, nullable: false });
  });

  it('say what they return, and check by reading', async () => {
    const { said } = await typeSpec(world, `resolvers:
  Mutation.a: { lambda: true }
  Mutation.b: { lambda: true, returns: text, check: "delete from orders where id = :id returning 1" }
  Mutation.c: { lambda: true, returns: nothing }
`);
    expect(said).toEqual(['error PGC256 Mutation.a', 'error PGC258 delete', 'error PGC217 nothing']);
  });
});

it('a resolver replaces the crud field of its name', async () => {
  const { fields, said } = await typeSpec(world, 'relations: none\ncrud: { orders: [get, list] }\nresolvers:\n  Query.getOrder: { sql: select * from orders where id = :id }\n');
  expect(said).toEqual([]);
  expect([...fields.keys()]).toEqual(['Query.getOrder', 'Query.listOrders']);
  expect(fields.get('Query.getOrder')?.origin).toBe('custom');
});
