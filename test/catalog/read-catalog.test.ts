import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Catalog, PgType } from '../../src/catalog/types.js';
import { compareCodePoints } from '../../src/source/compare-code-points.js';
import { column, relation, rich, routine, scratchServer, type } from './support.js';

describe.each([17, 18] as const)('readCatalog on PostgreSQL %i', (version) => {
  const scratch = scratchServer(version);
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await scratch.catalog(rich, { postgres: version });
  });
  afterAll(() => scratch.stop());

  const typeOf = (oid: number): PgType => {
    const one = catalog.types[oid];
    if (one === undefined) throw new Error(`no type ${oid}`);
    return one;
  };

  it('says which server, schemas, roles and extensions there are', () => {
    expect(catalog.serverVersion).toBe(version);
    expect(catalog.roles).toEqual(['admins', 'billing', 'users', 'application_admins']);
    expect(catalog.extensions).toEqual(['citext']);
    expect(catalog.schemas).toMatchObject({ tenant_template: 'template', shared: 'shared', cognition: 'cognition', extensions: 'extensions', public: 'other' });
  });

  it('holds every relation of the template and the public face, sorted', () => {
    const names = catalog.relations.map((one) => `${one.schema}.${one.name}`);
    expect(names).toEqual([...names].sort(compareCodePoints));
    expect(catalog.relations.map((one) => [one.name, one.kind])).toEqual([
      ['my_tenants', 'view'], ['tenants', 'table'], ['users', 'table'], ['children', 'table'], ['customer_counts', 'materialized view'],
      ['customers', 'table'], ['editable_sums', 'view'], ['event_notes', 'table'], ['events', 'partitioned'],
      ['events_2024', 'table'], ['events_rest', 'table'], ['open_orders', 'view'], ['order_lines', 'table'],
      ['order_sums', 'view'], ['orders', 'table'], ['parents', 'table'],
    ]);
  });

  it('leaves out dropped columns and keeps the order and numbers of the others', () => {
    expect(relation(catalog, 'orders').columns.map((one) => [one.number, one.name])).toEqual([
      [1, 'id'], [2, 'number'], [3, 'legacy'], [4, 'customer_id'], [5, 'status'], [6, 'total'], [7, 'tax'],
      [8, 'created_at'], [9, 'created_by'], [11, 'remark'],
    ]);
  });

  it('knows identity, serial, generated columns, defaults and their sequences', () => {
    expect(column(catalog, 'orders', 'id')).toMatchObject({ identity: 'always', default: null, sequences: [], notNull: true, generated: null });
    const legacy = column(catalog, 'orders', 'legacy');
    expect(legacy.default).toBe(`nextval('orders_legacy_seq'::regclass)`);
    expect(legacy.sequences.map((oid) => catalog.sequences[oid]?.name)).toEqual(['orders_legacy_seq']);
    expect(column(catalog, 'orders', 'number').sequences.map((oid) => catalog.sequences[oid]?.name)).toEqual(['invoice_numbers']);
    expect(column(catalog, 'orders', 'tax')).toMatchObject({ generated: 'stored', default: null });
    expect(column(catalog, 'orders', 'created_by').default).toBe('cognition.current_user_id()');
    expect(Object.values(catalog.sequences).map((one) => one.name).sort()).toEqual(['invoice_numbers', 'orders_id_seq', 'orders_legacy_seq']);
  });

  it('prints types as a tenant reads them, and collations that are not the type\'s', () => {
    expect(column(catalog, 'orders', 'total')).toMatchObject({ typeText: 'numeric(10,2)', typmod: 655366 });
    expect(column(catalog, 'orders', 'status').typeText).toBe('status');
    expect(column(catalog, 'customers', 'email')).toMatchObject({ typeText: 'citext', collation: null });
    expect(column(catalog, 'customers', 'nick').collation).toBe('caseless');
  });

  it('follows domains over domains, composites, ranges, multiranges and arrays of all', () => {
    const limits = typeOf(column(catalog, 'customers', 'limits').type);
    expect(limits).toMatchObject({ kind: 'domain', name: 'small_positive', notNull: true, schemaKind: 'template' });
    expect(typeOf(limits.base ?? 0)).toMatchObject({ kind: 'domain', name: 'positive', notNull: false });
    expect(typeOf(typeOf(limits.base ?? 0).base ?? 0)).toMatchObject({ kind: 'base', name: 'int4', schemaKind: 'pg_catalog' });
    expect(type(catalog, 'code')).toMatchObject({ kind: 'domain', typmod: 24 });
    const home = typeOf(column(catalog, 'customers', 'home').type);
    expect(home).toMatchObject({ kind: 'composite', relation: null });
    expect(home.attributes.map((one) => [one.name, typeOf(one.type).name, one.typmod])).toEqual([['street', 'text', -1], ['zip', 'varchar', 14]]);
    const others = typeOf(column(catalog, 'customers', 'others').type);
    expect([others.kind, others.element]).toEqual(['array', home.oid]);
    const range = typeOf(column(catalog, 'customers', 'spans').type);
    expect([range.kind, typeOf(range.base ?? 0).name]).toEqual(['range', 'float8']);
    const many = typeOf(column(catalog, 'customers', 'many').type);
    expect([many.kind, many.base]).toEqual(['multirange', range.oid]);
    expect(typeOf(column(catalog, 'customers', 'email').type)).toMatchObject({ extension: 'citext', schemaKind: 'extensions', kind: 'base' });
    expect(type(catalog, '_citext')).toMatchObject({ kind: 'array', extension: 'citext' });
    expect(type(catalog, 'point')).toMatchObject({ kind: 'base', element: null });
    expect(type(catalog, 'oidvector').kind).toBe('base');
    expect(type(catalog, 'status')).toMatchObject({ kind: 'enum', labels: ['open', 'paid', 'Not-A-Name', ''], comment: 'Where an order stands' });
    const row = typeOf(relation(catalog, 'orders').rowType);
    expect([row.relation, row.attributes.map((one) => one.name)]).toEqual([relation(catalog, 'orders').oid, relation(catalog, 'orders').columns.map((one) => one.name)]);
  });

  it('holds every type that a column, argument or result names', () => {
    const used = [
      ...catalog.relations.flatMap((one) => [one.rowType, ...one.columns.map((each) => each.type)]),
      ...catalog.functions.flatMap((one) => [one.returns, ...one.arguments.map((each) => each.type)]),
      ...Object.values(catalog.types).flatMap((one) => [one.element, one.base, ...one.attributes.map((each) => each.type)]),
    ];
    expect(used.filter((oid) => oid !== null && catalog.types[oid] === undefined)).toEqual([]);
  });

  it('takes keys from whole unique indexes, the primary key first', () => {
    expect(relation(catalog, 'customers').keys).toEqual([
      { kind: 'primary', name: 'customers_pkey', columns: ['id'], nullsNotDistinct: false, constraint: true, deferrable: false },
      { kind: 'unique', name: 'customers_email_key', columns: ['email'], nullsNotDistinct: true, constraint: true, deferrable: false },
      { kind: 'unique', name: 'customers_nick_idx', columns: ['nick'], nullsNotDistinct: false, constraint: false, deferrable: false },
    ]);
    expect(relation(catalog, 'order_lines').keys.map((one) => [one.columns, one.deferrable])).toEqual([[['order_id', 'line'], false], [['product', 'order_id'], true]]);
    expect(relation(catalog, 'customer_counts').keys.map((one) => one.columns)).toEqual([['n']]);
  });

  it('names the columns that lead an index up to its first expression', () => {
    expect(relation(catalog, 'customers').indexes).toEqual([['email'], ['name'], ['nick'], ['id']]);
  });

  it('has one foreign key where PostgreSQL keeps one more for each partition', () => {
    expect(relation(catalog, 'event_notes').foreignKeys).toMatchObject([
      { columns: ['event_id', 'event_at'], target: relation(catalog, 'events').oid, targetColumns: ['id', 'at'], validated: true },
    ]);
    expect(relation(catalog, 'order_lines').foreignKeys).toMatchObject([{ name: 'order_lines_order', comment: 'Which order', targetColumns: ['id'] }]);
  });

  it('has checks with their columns and the functions they call', () => {
    const check = relation(catalog, 'orders').checks;
    expect(check).toMatchObject([{ name: 'orders_total_check', columns: ['total'], expression: 'total_is_fine(total)' }]);
    expect(check[0]?.functions).toEqual([routine(catalog, 'total_is_fine(total numeric)').oid]);
    expect(relation(catalog, 'customers').checks).toMatchObject([{ name: 'customers_name_check', columns: ['name'], functions: [] }]);
  });

  it('lists partitions and inheritance children with their parents', () => {
    expect(relation(catalog, 'events_2024')).toMatchObject({ partitionOf: relation(catalog, 'events').oid, inherits: [] });
    expect(relation(catalog, 'children')).toMatchObject({ partitionOf: null, inherits: [relation(catalog, 'parents').oid] });
  });

  it('claims no view column as not null, and says which verbs a view takes', () => {
    expect(relation(catalog, 'open_orders').columns.map((one) => one.notNull)).toEqual([false, false, false]);
    expect(relation(catalog, 'open_orders').updatable).toEqual({ insert: true, update: true, delete: true, upsert: false });
    expect(relation(catalog, 'order_sums').updatable).toEqual({ insert: false, update: false, delete: false, upsert: false });
    expect(relation(catalog, 'editable_sums').updatable).toEqual({ insert: true, update: false, delete: false, upsert: false });
    expect(relation(catalog, 'customer_counts').updatable).toEqual({ insert: false, update: false, delete: false, upsert: false });
    expect(relation(catalog, 'orders').updatable).toEqual({ insert: true, update: true, delete: true, upsert: true });
  });

  it('makes views over row level security run with their caller\'s rights', () => {
    expect(relation(catalog, 'open_orders').securityInvoker).toBe(true);
    expect(relation(catalog, 'orders')).toMatchObject({ rowSecurity: true, forceRowSecurity: true });
  });

  it('tells whom a policy applies to, inherited roles included', () => {
    expect(relation(catalog, 'orders').policies).toMatchObject([
      { name: 'anybody_inserts', command: 'insert', permissive: true, roles: ['public'], using: null, withCheck: 'true' },
      { name: 'billing_orders', command: 'all', permissive: false, roles: ['billing'], using: 'true', withCheck: '(total > (0)::numeric)' },
      { name: 'own_orders', command: 'select', permissive: true, roles: ['admins', 'users'], withCheck: null },
    ]);
  });

  it('has triggers without those behind constraints', () => {
    expect(relation(catalog, 'orders').triggers.map((one) => [one.name, one.enabled])).toEqual([['orders_off', false], ['orders_touch', true]]);
    expect(relation(catalog, 'order_lines').triggers).toEqual([]);
    expect(relation(catalog, 'orders').triggers[1]?.function).toBe(routine(catalog, 'touch()').oid);
  });

  it('computes privileges by role, column grants beside table grants', () => {
    const none = { select: false, insert: false, update: false, delete: false };
    const all = { select: true, insert: true, update: true, delete: true };
    expect(relation(catalog, 'customers').privileges).toEqual({ admins: all, billing: none, users: { ...none, select: true }, application_admins: none });
    expect(column(catalog, 'customers', 'name').privileges['users']).toEqual({ select: true, insert: false, update: true });
    expect(column(catalog, 'customers', 'id').privileges['users']).toEqual({ select: true, insert: false, update: false });
    expect(column(catalog, 'customers', 'id').privileges['admins']).toEqual({ select: true, insert: true, update: true });
    expect(relation(catalog, 'orders').privileges['users']).toEqual(none);
    expect(column(catalog, 'orders', 'id').privileges).toMatchObject({ users: { select: true }, admins: { select: true }, billing: { select: false } });
    expect(column(catalog, 'orders', 'customer_id').privileges['users']).toEqual({ select: false, insert: true, update: false });
    const numbers = Object.values(catalog.sequences).find((one) => one.name === 'invoice_numbers');
    expect(numbers?.usage).toEqual({ admins: true, billing: false, users: true, application_admins: false });
  });

  it('describes functions: modes, defaults, results, rights', () => {
    const place = routine(catalog, 'place_order(customer uuid, qty integer, VARIADIC notes text[])');
    expect(place.arguments.map((one) => [one.name, one.mode, one.hasDefault])).toEqual([['customer', 'in', false], ['qty', 'in', true], ['notes', 'variadic', true]]);
    expect(place).toMatchObject({ kind: 'function', volatility: 'volatile', returnsSet: false, comment: 'Orders something', language: 'plpgsql' });
    expect(place.returns).toBe(relation(catalog, 'orders').rowType);
    expect(place.execute).toEqual({ admins: true, billing: false, users: true, application_admins: false });
    const totals = routine(catalog, 'order_totals(since date)');
    expect(totals.arguments.map((one) => [one.name, one.mode])).toEqual([['since', 'in'], ['day', 'table'], ['total', 'table']]);
    expect(totals).toMatchObject({ returnsSet: true, volatility: 'stable' });
    expect(totals.execute).toEqual({ admins: false, billing: true, users: false, application_admins: true });
    expect(routine(catalog, 'pair(INOUT a integer, b integer, OUT c text)').arguments.map((one) => one.mode)).toEqual(['inout', 'in', 'out']);
    expect(catalog.functions.filter((one) => one.name === 'overloaded').map((one) => one.signature)).toEqual(['overloaded(a integer)', 'overloaded(a text)']);
    expect(routine(catalog, 'full_name(c customers)')).toMatchObject({ securityDefiner: true });
    expect(routine(catalog, 'close_day(INOUT closed integer)').kind).toBe('procedure');
    expect(routine(catalog, 'product_of(integer)').kind).toBe('aggregate');
    expect(catalog.functions.filter((one) => one.name.startsWith('citext'))).toEqual([]);
  });

  it('gives PUBLIC no EXECUTE by default', () => {
    expect(Object.values(routine(catalog, 'touch()').execute)).toEqual([false, false, false, false]);
  });

  it('is frozen to the bottom and survives JSON', () => {
    expect(() => Object.assign(column(catalog, 'orders', 'id').privileges['users'] ?? {}, { select: false })).toThrow(TypeError);
    expect(Object.isFrozen(catalog.types)).toBe(true);
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  });

  it('shows comments', () => {
    expect(relation(catalog, 'customers').comment).toBe('Who buys');
    expect(column(catalog, 'customers', 'email').comment).toBe('Where bills go');
  });
});
