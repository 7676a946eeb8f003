import { describe, expect, it } from 'vitest';
import { printTypeRef } from '../../src/graphql/type-ref.js';
import type { ObjectPlan, SchemaPlan } from '../../src/graphql/types.js';
import type { FieldStatement } from '../../src/statements/types.js';
import { orderColumns, plan, shopFields } from '../support/hand-made-shop.js';
import { argument, catalog, column, field, names, oids, parameter, relation, resolverSpec, resultColumn, scalar, span, statement, typeExpression } from '../support/hand-made.js';

const shape = (object: ObjectPlan | null | undefined): Record<string, string> =>
  Object.fromEntries((object?.fields ?? []).map(({ name, type }) => [name, printTypeRef(type)]));
const object = (schema: SchemaPlan, name: string): ObjectPlan | undefined => schema.objects.find((one) => one.name === name);
const codes = (fields: readonly FieldStatement[], more: Omit<Parameters<typeof plan>[0] & object, 'fields'> = {}): string[] =>
  plan({ fields, ...more }).schema.diagnostics.map(({ code }) => code);
const getOrder = field('Query', 'getOrder', { statement: statement('Query.getOrder', { rows: 'optional', columns: orderColumns }) });

describe('the types of a schema', () => {
  it('offers no choice where there is one order', () => {
    const fields = shopFields.map((one) => (one.statement === null ? one : { ...one, statement: { ...one.statement, orders: one.statement.orders.slice(0, 1) } }));
    const { schema, resolvers } = plan({ fields });
    expect(schema.diagnostics).toEqual([]);
    expect(schema.value.enums.map(({ name }) => name)).toEqual(['OrderStatus']);
    expect(schema.value.query.fields.flatMap((field) => field.arguments.filter(({ name }) => name === 'orderBy'))).toEqual([]);
    expect(resolvers.value.resolvers.filter(({ ordered }) => ordered)).toEqual([]);
    expect(plan().resolvers.value.resolvers.filter(({ ordered }) => ordered).map(({ field }) => field)).toContain('listOrders');
  });

  it('are those that a field leads to, by name', () => {
    const { value } = plan().schema;
    expect(value.objects.map(({ name }) => name)).toEqual(['Address', 'Customer', 'Order', 'OrderPage', 'OrdersByMonth']);
    expect(value.inputs.map(({ name }) => name)).toEqual(['AddressInput', 'CreateOrderInput', 'DateTimeCondition', 'LineInput', 'OrderFilter', 'OrderStatusCondition']);
    expect(value.enums.map(({ name }) => name)).toEqual(['ListOrdersOrderBy', 'OrderStatus']);
    expect(plan({ fields: [getOrder] }).schema.value).toMatchObject({ objects: [{ name: 'Order' }], inputs: [], enums: [{ name: 'OrderStatus' }], mutation: null });
  });

  it('do not depend on the order of the statements', () => {
    expect(plan({ fields: [...shopFields].reverse() }).schema.value).toEqual(plan().schema.value);
  });

  it('have columns in table order without hidden ones, then resolver fields', () => {
    expect(Object.entries(shape(object(plan().schema.value, 'Order')))).toEqual([
      ['id', 'ID!'], ['customerId', 'ID!'], ['status', 'OrderStatus!'], ['total', 'String!'], ['note', 'String'], ['tags', '[String!]'], ['extra', 'AWSJSON'],
      ['createdAt', 'AWSDateTime!'], ['customer', 'Customer'],
    ]);
  });

  it('take a relation without a statement from the catalog', () => {
    const cancel = field('Query', 'cancelled', { lambda: true, statement: null });
    expect(shape(object(plan({ fields: [cancel] }).schema.value, 'Order'))).toMatchObject({ id: 'ID!', customerId: 'String!'.replace('String', 'ID'), note: 'String', tags: '[String]' });
  });

  it('make a column nullable that some role does not get, and say who may read it', () => {
    const labels = orderColumns.map(({ label }) => label);
    const variants = [
      { roles: ['admins'], sql: ['select 1'], labels, parts: [] },
      { roles: ['users'], sql: ['select 1'], labels: labels.filter((label) => label !== 'total'), parts: [] },
    ];
    const total = { ...column('total', 4, oids.numeric, true), privileges: { admins: { select: true, insert: false, update: false }, users: { select: false, insert: false, update: false } } };
    const relations = catalog().relations.map((one) => (one.name === 'orders' ? { ...one, columns: one.columns.map((it) => (it.name === 'total' ? total : it)) } : one));
    const made = plan({ fields: [{ ...getOrder, statement: statement('Query.getOrder', { rows: 'optional', columns: orderColumns, variants }) }], catalog: { relations } });
    const found = object(made.schema.value, 'Order')?.fields.find(({ name }) => name === 'total');
    expect(found && printTypeRef(found.type)).toBe('String');
    expect(found?.description).toEqual(['Readable by: admins; null for others.']);
    expect(shape(object(made.schema.value, 'Order')).id).toBe('ID!');
  });

  it('keep roots strict about lists and pages, and fields of types nullable', () => {
    const { query, mutation, objects } = plan().schema.value;
    expect(shape(query)).toEqual({ getOrder: 'Order', listOrders: 'OrderPage!', ordersByMonth: '[OrdersByMonth!]!', searchOrders: 'OrderPage!' });
    expect(shape(mutation).createOrders).toBe('[Order!]!');
    expect(shape(objects.find(({ name }) => name === 'Customer')).orders).toBe('[Order!]');
    const count = field('Mutation', 'purge', { result: { kind: 'count' } });
    const value = field('Query', 'total', { result: { kind: 'value', value: scalar('Float'), nullable: false }, statement: statement('Query.total', { rows: 'one', scalar: true }) });
    const values = field('Query', 'names', { result: { kind: 'value', value: scalar('String'), nullable: true } });
    expect(shape(plan({ fields: [getOrder, count] }).schema.value.mutation)).toEqual({ purge: 'Int!' });
    expect(shape(plan({ fields: [value, values] }).schema.value.query)).toEqual({ total: 'Float!', names: '[String]!' });
    const lists = { kind: 'value' as const, value: { kind: 'list' as const, element: scalar('Int'), elementNullable: false }, nullable: true };
    const page = { size: 10, max: 20 };
    const nested = plan({ fields: [field('Query', 'a', { result: lists }), field('Query', 'b', { result: lists, statement: statement('Query.b', { rows: 'one' }) }), field('Query', 'c', { result: lists, statement: statement('Query.c', { page }) })] }).schema.value;
    expect(shape(nested.query)).toEqual({ a: '[[Int!]]!', b: '[Int!]', c: 'IntListPage!' });
    expect(shape(object(nested, 'IntListPage'))).toEqual({ items: '[[Int!]]!', nextToken: 'String' });
  });

  it('add the argument that names a tenant', () => {
    const made = plan({ fields: [{ ...getOrder, tenantArgument: 'tenant' }] });
    expect(made.schema.value.query.fields[0]?.arguments.map(({ name, type }) => `${name}: ${printTypeRef(type)}`)).toEqual(['tenant: String!']);
    expect(made.resolvers.value.resolvers[0]).toMatchObject({ arguments: ['tenant'], tenantArgument: 'tenant' });
  });

  it('give rows that extend a relation its relations, as far as they carry the keys', () => {
    const hit = field('Query', 'hits', {
      result: { kind: 'extends', relation: oids.orders, name: 'OrderHit' },
      statement: statement('Query.hits', { columns: [resultColumn('id', scalar('ID')), resultColumn('rank', scalar('Float')), resultColumn('customerId', scalar('ID'), { hidden: true })] }),
    });
    const relations = shopFields.filter(({ parent }) => parent === 'Order' || parent === 'Customer');
    const byNote = field('Order', 'byNote', { statement: statement('Order.byNote', { batch: { keys: ['note'] }, parameters: [parameter('note', ['parent', 'note'])] }) });
    const { value } = plan({ fields: [hit, ...relations, byNote] }).schema;
    expect(shape(object(value, 'OrderHit'))).toEqual({ id: 'ID!', rank: 'Float!', customer: 'Customer' });
  });

  it('resolve the spec\'s own types, tables among them', () => {
    const types = [{
      kind: 'type' as const, name: 'Receipt', span: span('resolvers.yaml', 1), from: { table: 'orders', only: ['id', 'created_at'], span: span('resolvers.yaml', 2) },
      fields: [
        { name: 'url', type: typeExpression('text'), span: span('resolvers.yaml', 3) }, { name: 'buyer', type: typeExpression('customers', { required: false }), span: span('resolvers.yaml', 4) },
        { name: 'sums', type: typeExpression('numeric(10, 2)', { list: true }), span: span('resolvers.yaml', 5) }, { name: 'at', type: typeExpression('timestamp with time zone'), span: span('resolvers.yaml', 6) },
      ],
    }];
    const receipt = field('Query', 'receipt', { lambda: true, statement: null, result: { kind: 'spec', name: 'Receipt' } });
    const made = plan({ fields: [receipt], spec: { types } });
    expect(made.schema.diagnostics).toEqual([]);
    expect(shape(object(made.schema.value, 'Receipt'))).toEqual({ id: 'ID!', createdAt: 'AWSDateTime!', url: 'String!', buyer: 'Customer', sums: '[String!]!', at: 'AWSDateTime!' });
  });

  it('describe who may call where not every tenant role may', () => {
    const { mutation, query } = plan().schema.value;
    expect(mutation?.fields.find(({ name }) => name === 'createOrder')?.description).toEqual(['Callers: admins']);
    expect(query.fields.find(({ name }) => name === 'getOrder')?.description).toEqual([]);
    const narrowed = plan({ fields: [{ ...getOrder, allow: ['application_admins'] }] }).schema.value;
    expect(narrowed.query.fields[0]?.description).toEqual(['Callers: application_admins']);
    const nobody = plan({ fields: [{ ...getOrder, allow: [] }] }).schema.value;
    expect(nobody.query.fields[0]?.description).toEqual(['Callers: none yet']);
  });

  it('never take an inherited property for a name', () => {
    const odd = relation(oids.orders, 'orders', [column('id', 1, oids.uuid, true), column('constructor', 2, oids.text, false), column('toString', 3, oids.text, false)]);
    const made = plan({
      fields: [field('Query', 'odd', { lambda: true, statement: null })],
      catalog: { relations: [odd] },
      names: { relations: { [oids.orders]: { type: 'Order', one: 'order', many: 'orders', manyType: 'Orders', columns: { id: 'id' } } } },
    });
    expect(shape(object(made.schema.value, 'Order'))).toEqual({ id: 'ID!' });
  });
});

describe('authorization', () => {
  const modes = { auth: ['cognito_user_pools', 'iam'] as const };

  it('needs no directive with one mode', () => {
    const { value } = plan().schema;
    expect([value.query, ...value.objects].flatMap((one) => [...one.directives, ...one.fields.flatMap(({ directives }) => directives)])).toEqual([]);
  });

  it('marks every type that a field of another mode leads to', () => {
    const fields = shopFields.map((one) => (one.field === 'listOrders' ? { ...one, auth: ['iam' as const] } : one));
    const { value } = plan({ fields, config: modes }).schema;
    expect(value.query.directives).toEqual([]);
    expect(value.query.fields.filter(({ directives }) => directives.length > 0).map(({ name, directives }) => [name, directives])).toEqual([['listOrders', ['@aws_iam']]]);
    expect(Object.fromEntries(value.objects.map(({ name, directives }) => [name, directives.join(' ')]))).toEqual({
      Address: '@aws_cognito_user_pools @aws_iam', Customer: '@aws_cognito_user_pools @aws_iam', Order: '@aws_cognito_user_pools @aws_iam',
      OrderPage: '@aws_cognito_user_pools @aws_iam', OrdersByMonth: '',
    });
  });

  it('keeps a field of a type to the modes that the spec gives it, and does not lead on with others', () => {
    const said = { resolvers: [resolverSpec('Order', 'customer', { auth: ['cognito_user_pools'] })] };
    const fields = [{ ...getOrder, auth: ['iam' as const] }, ...shopFields.filter(({ parent }) => parent === 'Order').map((one) => ({ ...one, auth: ['cognito_user_pools' as const] }))];
    const { value } = plan({ fields, config: modes, spec: said }).schema;
    expect(object(value, 'Order')?.directives).toEqual(['@aws_iam']);
    expect(object(value, 'Order')?.fields.find(({ name }) => name === 'customer')?.directives).toEqual(['@aws_cognito_user_pools']);
    expect(object(value, 'Customer')?.directives).toEqual([]);
    const unsaid = plan({ fields, config: modes, spec: { resolvers: [resolverSpec('Order', 'customer')] } }).schema.value;
    expect(object(unsaid, 'Order')?.fields.find(({ name }) => name === 'customer')?.directives).toEqual([]);
    expect(object(unsaid, 'Customer')?.directives).toEqual(['@aws_iam']);
  });
});

describe('mistakes in names', () => {
  const own = (name: string, type: string, as: string) =>
    field('Query', name, { result: { kind: 'own', name: as }, statement: statement(`Query.${name}`, { columns: [resultColumn('x', scalar(type))] }) });

  it('reports two types of one name at both owners', () => {
    const { diagnostics } = plan({ fields: [getOrder, own('other', 'Int', 'Order')] }).schema;
    expect(diagnostics).toMatchObject([{ code: 'PGC320', severity: 'error', span: { file: 'tenant_template/020_orders.sql' }, related: [{ span: { file: 'resolvers.yaml' } }] }]);
    expect(diagnostics[0]?.message).toContain('table orders');
    expect(diagnostics[0]?.hint).toMatch(/type:/);
  });

  it('lets statements with equal rows share a name, and no others', () => {
    expect(codes([own('a', 'Int', 'Row'), own('b', 'Int', 'Row')])).toEqual([]);
    expect(codes([own('a', 'Int', 'Row'), own('b', 'Float', 'Row')])).toEqual(['PGC320']);
  });

  it.each(['Query', 'Mutation', 'String', 'AWSThing'])('refuses the type name %s', (name) => {
    expect(codes([own('a', 'Int', name)])).toEqual(['PGC322']);
  });

  it.each(['__Row', '1st', 'Größe', 'a; drop'])('refuses the type name %s', (name) => {
    expect(codes([own('a', 'Int', name)])).toEqual(['PGC323']);
  });

  it('reports a table that is called like another\'s page', () => {
    const relations = [...catalog().relations, relation(7000, 'order_page', [column('id', 1, oids.uuid, true)])];
    const more = { ...names().relations, 7000: { type: 'OrderPage', one: 'orderPage', many: 'orderPages', manyType: 'OrderPages', columns: { id: 'id' } } };
    const pages = field('Query', 'pages', { result: { kind: 'relation', relation: 7000 }, lambda: true, statement: null });
    expect(codes([...shopFields.filter(({ field: name }) => name === 'listOrders'), pages], { catalog: { relations }, names: { relations: more } })).toEqual(['PGC320']);
  });

  it('reports two fields of one name', () => {
    const note = field('Order', 'note', { statement: statement('Order.note', { batch: { keys: [] } }) });
    expect(codes([getOrder, note])).toEqual(['PGC321']);
  });

  it('warns of fields whose files would be one on some machines', () => {
    expect(codes([getOrder, { ...getOrder, field: 'getorder' }])).toEqual(['PGC330']);
  });

  it('reports an API without queries, fields of missing types, unknown types and inputs', () => {
    expect(codes([])).toEqual(['PGC324']);
    const { diagnostics } = plan({ fields: [getOrder, field('Ordr', 'x')] }).schema;
    expect(diagnostics).toMatchObject([{ code: 'PGC325', hint: 'did you mean Order?' }]);
    expect(codes([getOrder, field('Customer', 'x')])).toEqual(['PGC327']);
    expect(codes([field('Query', 'a', { result: { kind: 'spec', name: 'Nothing' } })])).toEqual(['PGC326']);
    expect(codes([{ ...getOrder, arguments: [argument('a', { kind: 'named', name: 'NoInput' })] }])).toEqual(['PGC326']);
  });

  it('reports inputs of one name and different fields', () => {
    const with1 = (name: string, type: string) => ({ ...getOrder, field: name, arguments: [argument('input', { kind: 'named' as const, name: 'In' })], inputs: [{ name: 'In', description: null, fields: [{ name: 'x', type: scalar(type), nullable: true, description: null }] }] });
    expect(codes([with1('a', 'Int'), with1('b', 'Int')])).toEqual([]);
    expect(codes([with1('a', 'Int'), with1('b', 'ID')])).toEqual(['PGC320']);
  });
});
