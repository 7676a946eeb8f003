import type { Catalog, Column, PgType, Relation } from '../../src/catalog/types.js';
import type { Config, ResolverSpec, Settings, Spec, TypeExpression } from '../../src/config/types.js';
import type { Names } from '../../src/names/types.js';
import type { Argument, FieldStatement, Parameter, ResultColumn, Statement, ValueType } from '../../src/statements/types.js';

/** Plans and catalogs written by hand, for rooms that need no database. */

export const span = (file: string, start = 0) => ({ file, start, end: start + 1 });

export const oids = { uuid: 2950, text: 25, int4: 23, numeric: 1700, timestamptz: 1184, jsonb: 3802, status: 5001, address: 5002, orders: 6001, customers: 6002, texts: 1009 } as const;

const baseType = (oid: number, name: string): PgType => ({
  kind: 'base', oid, schema: 'pg_catalog', schemaKind: 'pg_catalog', name, element: null, base: null, notNull: false, typmod: -1, labels: [],
  attributes: [], relation: null, extension: null, comment: null, span: null,
});

export const column = (name: string, number: number, type: number, notNull: boolean, comment: string | null = null): Column => ({
  name, number, type, typmod: -1, typeText: 'text', collation: null, notNull, default: null, identity: null, generated: null, sequences: [], comment,
  privileges: { users: { select: true, insert: true, update: true }, admins: { select: true, insert: true, update: true }, application_admins: { select: false, insert: false, update: false } },
  span: span('tenant_template/020_orders.sql', number),
});

const all = { select: true, insert: true, update: true, delete: true };

export const relation = (oid: number, name: string, columns: readonly Column[], more: Partial<Relation> = {}): Relation => ({
  kind: 'table', oid, schema: 'tenant_template', schemaKind: 'template', name, rowType: oid + 100, columns,
  keys: [{ kind: 'primary', name: `${name}_pkey`, columns: ['id'], nullsNotDistinct: false, constraint: true, deferrable: false }],
  foreignKeys: [], checks: [], policies: [], triggers: [], rowSecurity: false, forceRowSecurity: false, securityInvoker: false, partitionOf: null,
  inherits: [], updatable: { insert: true, update: true, delete: true, upsert: true }, privileges: { users: all, admins: all }, indexes: [],
  comment: null, span: span('tenant_template/020_orders.sql'), ...more,
});

export const catalog = (more: Partial<Catalog> = {}): Catalog => ({
  kind: 'catalog', serverVersion: 170010, templateSchema: 'tenant_template', schemas: { tenant_template: 'template' },
  types: {
    [oids.uuid]: baseType(oids.uuid, 'uuid'), [oids.text]: baseType(oids.text, 'text'), [oids.int4]: baseType(oids.int4, 'int4'),
    [oids.numeric]: baseType(oids.numeric, 'numeric'), [oids.timestamptz]: baseType(oids.timestamptz, 'timestamptz'), [oids.jsonb]: baseType(oids.jsonb, 'jsonb'),
    [oids.texts]: { ...baseType(oids.texts, '_text'), kind: 'array', element: oids.text },
    [oids.status]: { ...baseType(oids.status, 'order_status'), kind: 'enum', schema: 'tenant_template', schemaKind: 'template', labels: ['new', 'in progress', 'paid'], comment: 'Where an order stands.' },
    [oids.address]: {
      ...baseType(oids.address, 'address'), kind: 'composite', schema: 'tenant_template', schemaKind: 'template',
      attributes: [{ name: 'street', type: oids.text, typmod: -1 }, { name: 'zip_code', type: oids.text, typmod: -1 }],
    },
  },
  relations: [
    relation(oids.customers, 'customers', [column('id', 1, oids.uuid, true), column('name', 2, oids.text, true), column('address', 3, oids.address, false)]),
    relation(oids.orders, 'orders', [
      column('id', 1, oids.uuid, true), column('customer_id', 2, oids.uuid, true), column('status', 3, oids.status, true),
      column('total', 4, oids.numeric, true, 'Sum of all lines,\nVAT included. */ """ # }'), column('note', 5, oids.text, false), column('tags', 6, oids.texts, false), column('extra', 7, oids.jsonb, false),
      column('created_at', 8, oids.timestamptz, true), column('margin', 9, oids.numeric, false),
    ], { comment: 'What a customer has ordered.' }),
  ],
  functions: [], sequences: {}, roles: ['admins', 'users', 'application_admins'], extensions: [], ...more,
});

export const names = (more: Partial<Names> = {}): Names => ({
  kind: 'names',
  relations: {
    [oids.customers]: { type: 'Customer', one: 'customer', many: 'customers', manyType: 'Customers', columns: { id: 'id', name: 'name', address: 'address' } },
    [oids.orders]: {
      type: 'Order', one: 'order', many: 'orders', manyType: 'Orders',
      columns: { id: 'id', customer_id: 'customerId', status: 'status', total: 'total', note: 'note', tags: 'tags', extra: 'extra', created_at: 'createdAt' },
    },
  },
  types: {
    [oids.status]: { type: 'OrderStatus', attributes: {}, labels: { new: 'new', 'in progress': 'in_progress', paid: 'paid' } },
    [oids.address]: { type: 'Address', attributes: { street: 'street', zip_code: 'zipCode' }, labels: {} },
  },
  functions: {}, leftOut: [{ object: 'orders.margin', code: 'PGC310', reason: 'hidden in the spec' }], ...more,
});

export const spec = (more: Partial<Spec> = {}): Spec => ({
  kind: 'spec', crudAll: false, crud: [], relations: 'auto', functions: [], members: false, types: [], inputs: [], errors: [], tables: [], resolvers: [], subscriptions: [], ...more,
});

export const config = (more: Partial<Config> = {}): Config => ({
  kind: 'config', engine: 'js', postgres: 17, templateSchema: 'tenant_template', roles: [{ name: 'admins', inherits: ['users'] }, { name: 'users', inherits: [] }],
  credentials: 'user', scalars: {}, limits: { list: { size: 50, max: 500 } }, defaultGrants: false, knownRoles: [], auth: ['cognito_user_pools'], claims: ['userid', 'tenant', 'role'], environments: {}, ...more,
});

export const settings = (more: { readonly config?: Partial<Config>; readonly spec?: Partial<Spec> } = {}): Settings => ({
  config: config(more.config), spec: spec(more.spec), diagnostics: [],
});

export const scalar = (name: string): ValueType => ({ kind: 'scalar', scalar: name });

export const typeExpression = (name: string, more: Partial<TypeExpression> = {}): TypeExpression => ({
  name, list: false, required: true, elementRequired: true, span: span('resolvers.yaml', 400), ...more,
});

export const argument = (name: string, type: ValueType, more: Partial<Argument> = {}): Argument => ({
  name, type, nullable: false, default: null, max: null, description: null, ...more,
});

export const parameter = (name: string, path: readonly string[], more: Partial<Parameter> = {}): Parameter => ({
  name, path, type: 'text', codec: { kind: 'text' }, nullable: false, default: null, max: null, part: null, ...more,
});

export const resultColumn = (name: string, value: ValueType, more: Partial<ResultColumn> = {}): ResultColumn => ({
  name, label: name, typeOid: oids.text, typeText: 'text', value, codec: { kind: 'text' }, nullability: 'no', origin: null, description: null, hidden: false, ...more,
});

export const statement = (name: string, more: Partial<Statement> & { readonly parts?: readonly string[] } = {}): Statement => {
  const { parts = [], ...rest } = more;
  const columns = rest.columns ?? [];
  return {
    kind: 'statement', name, origin: 'custom', operation: 'read',
    variants: [{ roles: null, sql: ['select 1'], labels: columns.map(({ label }) => label), parts }], parameters: [], columns, rows: 'many', scalar: false, page: null, orders: [],
    batch: null, estimatedRowBytes: 200, uses: [],
    permissions: ['admins', 'users', 'application_admins'].map((role) => ({ role, allowed: true, reason: null, unchecked: [] })), ...rest,
  };
};

export const field = (parent: string, name: string, more: Partial<FieldStatement> = {}): FieldStatement => ({
  kind: 'field', parent, field: name, origin: 'custom', operation: parent === 'Mutation' ? 'write' : 'read', arguments: [], inputs: [],
  statement: statement(`${parent}.${name}`), steps: [], check: null, result: { kind: 'relation', relation: oids.orders }, lambda: false, engine: 'js', auth: [], allow: null,
  tenantArgument: null, callersGrantedLater: false, description: null, span: span('resolvers.yaml', 100), ...more,
});

export const resolverSpec = (parent: string, name: string, more: Partial<ResolverSpec> = {}): ResolverSpec => ({
  kind: 'resolver', parent, field: name, body: { kind: 'lambda', check: null, settings: null }, args: [], returns: null, type: null, columns: [], orderBy: null, page: null, rows: null,
  allow: null, callersGrantedLater: false, tenantArgument: null, auth: null, engine: null, description: null, span: span('resolvers.yaml', 100), ...more,
});
