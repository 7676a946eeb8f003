import { expect, test } from 'vitest';
import type { Spec } from '../../src/config/types.js';
import { productSpec } from './product-spec.js';
import { printed, settingsOf } from './support.js';

/** The spec without places, texts of SQL in place of pieces. */
async function specOf(files: Readonly<Record<string, string>>): Promise<Spec> {
  const settings = await settingsOf(files);
  expect(printed(settings)).toBe('');
  return JSON.parse(JSON.stringify(settings.spec, (key, value: unknown) => {
    if (key === 'span' || key === 'kind') return undefined;
    return typeof value === 'object' && value !== null && 'segments' in value && 'text' in value ? value.text : value;
  })) as Spec;
}

const plain = {
  args: [], returns: null, type: null, columns: [], orderBy: null, page: null, rows: null, allow: null, callersGrantedLater: false,
  tenantArgument: null, auth: null, engine: null, description: null,
};
const crud = { operations: null, filter: null, orderBy: null, softDelete: null, page: null, allow: null, auth: null };
const one = { list: false, elementRequired: false };

test('the spec of the documentation', async () => {
  const spec = await specOf({ 'resolvers.yaml': productSpec });
  expect({ ...spec, resolvers: [] }).toEqual({
    crudAll: false, relations: 'auto', members: true, tables: [], resolvers: [], subscriptions: [],
    crud: [
      {
        ...crud, table: 'orders', operations: ['get', 'list', 'create', 'update', 'delete'], softDelete: { column: 'deleted_at' },
        filter: [{ column: 'status', operators: ['eq', 'in'] }, { column: 'createdAt', operators: ['ge', 'lt'] }],
        orderBy: [{ name: 'createdAt', descending: true }, { name: 'total', descending: false }],
      },
      { ...crud, table: 'customers', operations: ['get', 'list'] },
    ],
    functions: ['place_order', 'orders_total'].map((name) => ({ name, signature: null, field: null, allow: null, auth: null })),
    types: [{ name: 'UploadUrl', from: null, fields: [{ name: 'url', type: { name: 'text', required: true, ...one } }, { name: 'expiresAt', type: { name: 'timestamptz', required: true, ...one } }] }],
    inputs: [
      { name: 'LineInput', from: null, fields: [{ name: 'productId', type: { name: 'uuid', required: true, ...one } }, { name: 'qty', type: { name: 'int', required: true, ...one } }] },
      { name: 'CustomerImport', from: { table: 'customers', only: ['name', 'email'] }, fields: [] },
    ],
    errors: [{ constraint: 'customers_email_key', code: 'EMAIL_TAKEN', field: 'email', message: 'This e-mail address is already used.' }],
  });
  expect(spec.resolvers.slice(0, 3)).toEqual([
    {
      ...plain, parent: 'Query', field: 'listOrders', page: { size: 50, max: 200 },
      orderBy: [{ name: 'createdAt', descending: true }, { name: 'total', descending: false }],
      body: { sql: 'select * from orders where deleted_at is null\n/*? status */     and status = any(:status)\n/*? from */       and created_at >= :from::timestamptz\n' },
    },
    {
      ...plain, parent: 'Customer', field: 'latestOrders', args: [{ name: 'limit', type: null, default: 5, max: 50 }],
      body: { sql: 'select * from orders where customer_id = :parent.id order by created_at desc limit :limit' },
    },
    {
      ...plain, parent: 'Mutation', field: 'importCustomers',
      args: [{ name: 'rows', type: { name: 'CustomerImport', list: true, required: true, elementRequired: true }, default: null, max: 1000 }],
      body: { sql: 'insert into customers (name, email) select r.name, r.email from rows(:rows) r returning *' },
    },
  ]);
  expect(spec.resolvers.slice(3).map(({ parent, field, body }) => ({ name: `${parent}.${field}`, body }))).toEqual([
    {
      name: 'Mutation.placeOrder',
      body: {
        steps: [
          { name: 'order', rows: null, sql: 'insert into orders (customer_id) values (:customerId) returning *' },
          { name: null, rows: null, sql: 'insert into order_lines (order_id, product_id, qty) select :order.id, l.product_id, l.qty from rows(:lines) l' },
          { name: null, rows: 'one', sql: 'select * from orders where id = :order.id' },
        ],
      },
    },
    { name: 'Mutation.cancelOrder', body: { check: 'select 1 from orders where id = :id', settings: null } },
    { name: 'Query.supportOrder', body: { sql: 'select * from orders where id = :id' } },
  ]);
  expect(spec.resolvers[4]?.returns).toEqual({ name: 'orders', required: false, ...one });
  expect([spec.resolvers[5]?.allow, spec.resolvers[5]?.tenantArgument]).toEqual([['application_admins'], 'tenant']);
});

test('every way to say crud', async () => {
  const spec = await specOf({
    'resolvers.yaml': `crud:
  '*':
  a:
  b: true
  c: '*'
  d: false
  e: []
  f: { operations: get, filter: [x, y], orderBy: -x, page: { size: 700 }, allow: users, auth: cognito_user_pools }
  g: { filter: false, page: { max: 10 } }
  h: { filter: { x: eq } }
`,
  });
  expect(spec.crudAll).toBe(true);
  expect(spec.crud).toEqual([
    { ...crud, table: 'a' }, { ...crud, table: 'b' }, { ...crud, table: 'c' }, { ...crud, table: 'd', operations: [] }, { ...crud, table: 'e', operations: [] },
    {
      ...crud, table: 'f', operations: ['get'], filter: [{ column: 'x', operators: ['eq', 'in'] }, { column: 'y', operators: ['eq', 'in'] }],
      orderBy: [{ name: 'x', descending: true }], page: { size: 700, max: 700 }, allow: ['users'], auth: ['cognito_user_pools'],
    },
    { ...crud, table: 'g', filter: [], page: { size: 10, max: 10 } },
    { ...crud, table: 'h', filter: [{ column: 'x', operators: ['eq'] }] },
  ]);
  expect((await specOf({ 'resolvers.yaml': "crud: '*'" })).crudAll).toBe(true);
  expect(await specOf({ 'resolvers.yaml': 'crud: [a, b]' })).toMatchObject({ crudAll: false, crud: [{ table: 'a' }, { table: 'b' }] });
  expect(await specOf({ 'resolvers.yaml': '# nothing\n' })).toMatchObject({ crudAll: false, crud: [] });
});

test('both directions of one key, by one spelling of it', async () => {
  const spec = await specOf({ 'resolvers.yaml': 'relations:\n  - { foreignKey: orders.customer_id, field: Order.buyer }\n', 'resolvers/more.yml': 'relations:\n  - { foreignKey: orders.customer_id, field: Customer.orders }\n' });
  expect(spec.relations).toMatchObject([{ field: 'Order.buyer', foreignKey: 'orders.customer_id' }, { field: 'Customer.orders', foreignKey: 'orders.customer_id' }]);
});

test('relations, functions, tables and types in full', async () => {
  const spec = await specOf({
    'resolvers.yaml': `relations:
  - orders.customer_id
  - { foreignKey: orders_customer_id_fkey, field: Customer.orders, limit: { size: 5, max: 20 } }
functions: ["place_order(uuid, int)", { name: total, signature: total(orders), field: Order.total, allow: admins }]
tables:
  orders: { type: Purchase, key: id, columns: { total: { scalar: Float }, secret: { hidden: true }, at: { name: placedAt } } }
types:
  Range: { from: timestamptz!, to: timestamptz! }
  Start: { from: timestamptz!, only: text }
inputs:
  Whole: { from: orders }
`,
    'resolvers/more.yml': 'relations: [lines.order_id]\nmembers: true\n',
  });
  expect(spec.relations).toEqual([
    { field: null, foreignKey: 'orders.customer_id', limit: null },
    { field: 'Customer.orders', foreignKey: 'orders_customer_id_fkey', limit: { size: 5, max: 20 } },
    { field: null, foreignKey: 'lines.order_id', limit: null },
  ]);
  expect(spec.functions).toEqual([
    { name: 'place_order', signature: 'place_order(uuid, int)', field: null, allow: null, auth: null },
    { name: 'total', signature: 'total(orders)', field: 'Order.total', allow: ['admins'], auth: null },
  ]);
  expect(spec.tables).toEqual([
    {
      table: 'orders', type: { name: 'Purchase' }, key: ['id'],
      columns: [
        { column: 'total', name: null, scalar: 'Float', hidden: false }, { column: 'secret', name: null, scalar: null, hidden: true },
        { column: 'at', name: 'placedAt', scalar: null, hidden: false },
      ],
    },
  ]);
  expect(spec.types.map(({ name, fields, from }) => [name, fields.map((field) => field.name), from])).toEqual([
    ['Range', ['from', 'to'], null], ['Start', ['from', 'only'], null],
  ]);
  expect(spec.inputs).toEqual([{ name: 'Whole', fields: [], from: { table: 'orders', only: null } }]);
  expect(spec.members).toBe(true);
});

test('a Lambda resolver may run in a function of its own, or of a group', async () => {
  const spec = await specOf({ 'resolvers.yaml': 'resolvers:\n  Query.a: { lambda: {} }\n  Query.b: { lambda: { group: reports, memory: 2048, timeout: 25 } }\n  Query.c: { lambda: { memory: 512 } }\n' });
  expect(spec.resolvers.map(({ body }) => body)).toEqual([
    { check: null, settings: null },
    { check: null, settings: { group: 'reports', memory: 2048, timeout: 25 } },
    { check: null, settings: { group: null, memory: 512, timeout: null } },
  ]);
});

test('every option of a resolver', async () => {
  const spec = await specOf({
    'resolvers.yaml': `resolvers:
  Query.a: select 1
  Query.b:
    sql: select 1
    args: { x: uuid!, y: { type: "[int!]", default: 1, max: 2 }, z: }
    type: OrderHit
    columns: { total: { scalar: Float, nullable: false }, name: String }
    page: false
    rows: many
    callers: granted-later
    engine: vtl
    auth: [cognito_user_pools]
    description: About it.
  Query.c: { sql: select 1, rows: 1 }
  Query.d: { lambda: true, returns: "[UploadUrl!]!" }
  Query.e: { transaction: [{ a: select 1, rows: many }, { sql: select 2, name: b, rows: one }] }
`,
  });
  expect(spec.resolvers[0]).toEqual({ ...plain, parent: 'Query', field: 'a', body: { sql: 'select 1' } });
  expect(spec.resolvers[1]).toEqual({
    ...plain, parent: 'Query', field: 'b', body: { sql: 'select 1' }, type: { name: 'OrderHit' }, page: false, rows: 'many', callersGrantedLater: true,
    engine: 'vtl', auth: ['cognito_user_pools'], description: 'About it.',
    args: [
      { name: 'x', type: { name: 'uuid', required: true, ...one }, default: null, max: null },
      { name: 'y', type: { name: 'int', list: true, required: false, elementRequired: true }, default: 1, max: 2 },
      { name: 'z', type: null, default: null, max: null },
    ],
    columns: [{ column: 'total', scalar: 'Float', nullable: false }, { column: 'name', scalar: 'String', nullable: null }],
  });
  expect(spec.resolvers[2]?.rows).toBe('one');
  expect(spec.resolvers[3]).toEqual({ ...plain, parent: 'Query', field: 'd', body: { check: null, settings: null }, returns: { name: 'UploadUrl', list: true, required: true, elementRequired: true } });
  expect(spec.resolvers[4]?.body).toEqual({ steps: [{ name: 'a', rows: 'many', sql: 'select 1' }, { name: 'b', rows: 'one', sql: 'select 2' }] });
});

test('files of one resolver, with and without a header, leave CRUD as it is', async () => {
  const spec = await specOf({
    'resolvers/Query.a.sql': '\ufeff/*---\r\nargs: { x: int! }\r\nallow: users\r\n---*/\r\nselect :x\r\n',
    'resolvers/orders/Query.b.sql': '-- all\nselect 1;\n',
    'resolvers/Mutation.c.sql': '/*---\nlambda: true\n---*/\n',
    'resolvers/readme.md': 'no resolver',
  });
  expect(spec.crudAll).toBe(true);
  expect(spec.resolvers).toEqual([
    { ...plain, parent: 'Mutation', field: 'c', body: { check: null, settings: null } },
    { ...plain, parent: 'Query', field: 'a', allow: ['users'], args: [{ name: 'x', type: { name: 'int', required: true, ...one }, default: null, max: null }], body: { sql: '\nselect :x\n' } },
    { ...plain, parent: 'Query', field: 'b', body: { sql: '-- all\nselect 1;\n' } },
  ]);
});

test('anchors can be used', async () => {
  const spec = await specOf({ 'resolvers.yaml': 'crud:\n  a: { page: &p { size: 5, max: 9 } }\n  b: { page: *p }\n' });
  expect(spec.crud.map(({ page }) => page)).toEqual([{ size: 5, max: 9 }, { size: 5, max: 9 }]);
});
