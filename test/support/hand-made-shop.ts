import type { Catalog } from '../../src/catalog/types.js';
import type { Config, Spec } from '../../src/config/types.js';
import type { SchemaInput } from '../../src/graphql/draft.js';
import { planSchema } from '../../src/graphql/plan-schema.js';
import type { SchemaPlan } from '../../src/graphql/types.js';
import type { Names } from '../../src/names/types.js';
import { render } from '../../src/render/render.js';
import { planResolvers } from '../../src/resolvers/plan-resolvers.js';
import type { ResolversPlan } from '../../src/resolvers/types.js';
import type { Diagnostic, Staged } from '../../src/source/types.js';
import type { FieldStatement, InputType, ResultColumn } from '../../src/statements/types.js';
import { argument, catalog, field, names, oids, parameter, resultColumn, scalar, settings, span, statement, typeExpression } from './hand-made.js';

const status = { kind: 'enum', type: oids.status } as const;
const named = (name: string) => ({ kind: 'named', name }) as const;
const list = (element: Parameters<typeof argument>[1]) => ({ kind: 'list', element, elementNullable: false }) as const;

export const orderColumns: readonly ResultColumn[] = [
  resultColumn('id', scalar('ID')), resultColumn('customerId', scalar('ID')), resultColumn('status', status), resultColumn('total', scalar('String')),
  resultColumn('note', scalar('String'), { nullability: 'yes' }), resultColumn('tags', list(scalar('String')), { nullability: 'yes' }),
  resultColumn('extra', scalar('AWSJSON'), { nullability: 'yes' }), resultColumn('createdAt', scalar('AWSDateTime')),
];

const customerColumns: readonly ResultColumn[] = [
  resultColumn('id', scalar('ID')), resultColumn('name', scalar('String')), resultColumn('address', { kind: 'composite', type: oids.address }, { nullability: 'yes' }),
];

const filters: readonly InputType[] = [
  { name: 'OrderFilter', description: null, fields: [{ name: 'status', type: named('OrderStatusCondition'), nullable: true, description: null }, { name: 'createdAt', type: named('DateTimeCondition'), nullable: true, description: null }] },
  { name: 'OrderStatusCondition', description: null, fields: [{ name: 'eq', type: status, nullable: true, description: null }, { name: 'in', type: list(status), nullable: true, description: null }] },
  { name: 'DateTimeCondition', description: null, fields: [{ name: 'ge', type: scalar('AWSDateTime'), nullable: true, description: null }, { name: 'lt', type: scalar('AWSDateTime'), nullable: true, description: null }] },
];

const createInput: InputType = {
  name: 'CreateOrderInput',
  description: null,
  fields: [
    { name: 'customerId', type: scalar('ID'), nullable: false, description: null }, { name: 'note', type: scalar('String'), nullable: true, description: 'Shown to the customer.' },
    { name: 'extra', type: scalar('AWSJSON'), nullable: true, description: null },
  ],
};

const orders = [{ name: 'CREATED_AT_DESC', cursor: [] }, { name: 'TOTAL_ASC', cursor: [] }];
const page = { size: 50, max: 200 };

const queries: readonly FieldStatement[] = [
  field('Query', 'getOrder', {
    origin: 'crud', arguments: [argument('id', scalar('ID'))],
    statement: statement('Query.getOrder', { rows: 'optional', columns: orderColumns, parameters: [parameter('id', ['id'])] }),
  }),
  field('Query', 'listOrders', {
    arguments: [argument('status', list(status), { nullable: true }), argument('from', scalar('AWSDateTime'), { nullable: true })], description: 'Orders that are not deleted.',
    statement: statement('Query.listOrders', { columns: orderColumns, page, orders, parts: ['status', 'from'] }),
  }),
  field('Query', 'searchOrders', {
    arguments: [argument('filter', named('OrderFilter'), { nullable: true })], inputs: filters,
    statement: statement('Query.searchOrders', { columns: orderColumns, page, parts: ['filter.status.eq', 'filter.status.in', 'filter.createdAt.ge', 'filter.createdAt.lt'] }),
  }),
  field('Query', 'ordersByMonth', {
    result: { kind: 'own', name: 'OrdersByMonth' }, description: 'How many orders, and how much, in each month.',
    statement: statement('Query.ordersByMonth', { columns: [resultColumn('month', scalar('AWSDate')), resultColumn('orders', scalar('Float'), { description: 'count(*)' })] }),
  }),
];

const mutations: readonly FieldStatement[] = [
  field('Mutation', 'createOrder', {
    origin: 'crud', arguments: [argument('input', named('CreateOrderInput'))], inputs: [createInput],
    statement: statement('Mutation.createOrder', {
      operation: 'write', rows: 'one', columns: orderColumns, parts: ['input.customerId', 'input.note', 'input.extra'],
      permissions: [{ role: 'admins', allowed: true, reason: null, unchecked: [] }, { role: 'users', allowed: false, reason: 'permission denied for table orders', unchecked: ['trigger orders_audit'] }, { role: 'application_admins', allowed: false, reason: 'permission denied for table orders', unchecked: [] }],
    }),
  }),
  field('Mutation', 'createOrders', {
    origin: 'crud', arguments: [argument('input', list(named('CreateOrderInput')))], inputs: [createInput],
    statement: statement('Mutation.createOrders', { operation: 'write', columns: orderColumns, parts: ['input.customerId', 'input.note', 'input.extra'] }),
  }),
  field('Mutation', 'placeOrder', {
    arguments: [argument('customerId', scalar('ID')), argument('lines', list(named('LineInput')))],
    statement: statement('Mutation.placeOrder/1', { rows: 'one', columns: orderColumns }),
    steps: [statement('Mutation.placeOrder/0', { operation: 'write', rows: 'one', columns: orderColumns }), statement('Mutation.placeOrder/1', { rows: 'one', columns: orderColumns })],
  }),
  field('Mutation', 'cancelOrder', {
    lambda: true, arguments: [argument('id', scalar('ID')), argument('reason', scalar('String'), { nullable: true })], statement: null,
    check: statement('Mutation.cancelOrder/check', { rows: 'optional', parameters: [parameter('id', ['id'])] }), description: 'Takes it back as long as it is not shipped.',
  }),
  field('Mutation', 'moveCustomer', {
    arguments: [argument('id', scalar('ID')), argument('address', { kind: 'composite', type: oids.address }, { nullable: true })], result: { kind: 'relation', relation: oids.customers },
    statement: statement('Mutation.moveCustomer', { operation: 'write', rows: 'optional', columns: customerColumns }),
  }),
];

const relations: readonly FieldStatement[] = [
  field('Order', 'customer', {
    origin: 'relation', result: { kind: 'relation', relation: oids.customers }, span: null,
    statement: statement('Order.customer', { origin: 'relation', rows: 'optional', columns: customerColumns, batch: { keys: ['parent_customer_id'] }, parameters: [parameter('parent_customer_id', ['parent', 'customerId'])] }),
  }),
  field('Customer', 'orders', {
    origin: 'relation', arguments: [argument('limit', scalar('Int'), { nullable: true, default: 50, max: 200 })], span: null,
    statement: statement('Customer.orders', { origin: 'relation', columns: orderColumns, batch: { keys: ['parent_id'] }, parameters: [parameter('parent_id', ['parent', 'id']), parameter('limit', ['limit'], { default: 50, max: 200 })] }),
  }),
];

/** Fields of a small shop: pages, filters, inputs, a transaction, a Lambda resolver, relations both ways. */
export const shopFields: readonly FieldStatement[] = [...queries, ...mutations, ...relations];

/** What the spec says beside the resolvers. */
const shopSpec: Partial<Spec> = {
  inputs: [
    {
      kind: 'type', name: 'LineInput', from: null, span: span('resolvers.yaml', 10),
      fields: [{ name: 'productId', type: typeExpression('uuid'), span: span('resolvers.yaml', 11) }, { name: 'qty', type: typeExpression('int'), span: span('resolvers.yaml', 12) }],
    },
  ],
  errors: [{ kind: 'error', constraint: 'customers_email_key', code: 'EMAIL_TAKEN', field: 'email', message: 'This e-mail address is already used.', span: span('resolvers.yaml', 20) }],
};

export interface Made {
  readonly input: SchemaInput;
  readonly schema: Staged<SchemaPlan>;
  readonly resolvers: Staged<ResolversPlan>;
}

/** The plans of an API made by hand; the shop's where nothing else is given. */
export function plan(given: { readonly fields?: readonly FieldStatement[]; readonly config?: Partial<Config>; readonly spec?: Partial<Spec>; readonly catalog?: Partial<Catalog>; readonly names?: Partial<Names> } = {}): Made {
  const { fields = shopFields, config = {}, spec = shopSpec } = given;
  const input = { catalog: catalog(given.catalog), names: names(given.names), settings: settings({ config, spec }), fields };
  const schema = planSchema(input);
  return { input, schema, resolvers: planResolvers({ ...input, schema: schema.value }) };
}

/** Generated files by path. */
export async function filesOf({ input, schema, resolvers }: Made): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] }> {
  const { value, diagnostics } = await render({ ...input, schema: schema.value, resolvers: resolvers.value });
  return { texts: new Map(value.flatMap((change) => (change.kind === 'write' ? [[change.path, change.text] as const] : []))), diagnostics };
}
