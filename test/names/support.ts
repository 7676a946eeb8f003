import type { Catalog, Column, PgType, Relation } from '../../src/catalog/types.js';
import type { Settings, TableSpec } from '../../src/config/types.js';

/** Catalogs made by hand: names are a matter of plain data, and hostile ones are easier made here than in SQL. */
export function relationOf(oid: number, name: string, columns: readonly string[]): Relation {
  const nothing = { select: false, insert: false, update: false, delete: false };
  return {
    kind: 'table', oid, schema: 'tenant_template', schemaKind: 'template', name, rowType: 1000 + oid,
    columns: columns.map((column, index): Column => ({
      name: column, number: index + 1, type: 25, typmod: -1, typeText: 'text', collation: null, notNull: false, default: null, identity: null, generated: null,
      sequences: [], comment: null, privileges: {}, span: { file: 't.sql', start: oid * 100 + index, end: oid * 100 + index + 1 },
    })),
    keys: [], foreignKeys: [], checks: [], policies: [], triggers: [], rowSecurity: false, forceRowSecurity: false, securityInvoker: false,
    partitionOf: null, inherits: [], updatable: { insert: true, update: true, delete: true, upsert: true }, privileges: { users: nothing }, indexes: [], comment: null,
    span: { file: 't.sql', start: oid, end: oid + 1 },
  };
}

function typeOf(oid: number, name: string, more: Partial<PgType> = {}): PgType {
  return {
    kind: 'base', oid, schema: 'pg_catalog', schemaKind: 'pg_catalog', name, element: null, base: null, notNull: false, typmod: -1, labels: [], attributes: [],
    relation: null, extension: null, comment: null, span: null, ...more,
  };
}

export function catalogOf(relations: readonly Relation[], enums: readonly { readonly name: string; readonly labels: readonly string[] }[] = []): Catalog {
  const made = enums.map(({ name, labels }, index) => typeOf(5000 + index, name, { kind: 'enum', schema: 'tenant_template', schemaKind: 'template', labels }));
  const types = Object.fromEntries([typeOf(25, 'text'), ...made].map((type) => [type.oid, type]));
  return {
    kind: 'catalog', serverVersion: 17, templateSchema: 'tenant_template', schemas: { tenant_template: 'template' }, types, relations, functions: [], sequences: {},
    roles: ['users'], extensions: [],
  };
}

interface TableInput {
  readonly table: string;
  readonly type?: string;
  readonly columns: Readonly<Record<string, { readonly name?: string; readonly hidden?: boolean }>>;
}

const span = { file: 'resolvers.yaml', start: 0, end: 1 };

export function settingsOf(tables: readonly TableInput[] = []): Settings {
  const specs = tables.map(({ table, type, columns }): TableSpec => ({
    kind: 'table', table, type: type === undefined ? null : { name: type, span }, key: null, span,
    columns: Object.entries(columns).map(([column, { name = null, hidden = false }]) => ({ column, name, scalar: null, hidden, span })),
  }));
  return {
    config: {
      kind: 'config', engine: 'js', postgres: 17, templateSchema: 'tenant_template', roles: [{ name: 'users', inherits: [] }], credentials: 'user', scalars: {},
      limits: { list: { size: 50, max: 500 } }, defaultGrants: false, knownRoles: [], auth: ['cognito_user_pools'], claims: ['userid', 'tenant', 'role'], environments: {},
    },
    spec: { kind: 'spec', crudAll: true, crud: [], relations: 'auto', functions: [], members: false, types: [], inputs: [], errors: [], tables: specs, resolvers: [], subscriptions: [] },
    diagnostics: [],
  };
}
