import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewNullability, viewOrigins, withViewNullability } from '../../../src/statements/analyse.js';
import { openShop, type Shop } from './shop.js';

describe.each([17, 18] as const)('PostgreSQL %i', (version) => {
  let shop: Shop;
  beforeAll(async () => { shop = await openShop(version, `create view "__proto__" as select id as "__proto__", note as "constructor" from orders`); });
  afterAll(() => shop.close());

  const oidOf = (name: string): number => shop.catalog.relations.find((relation) => relation.name === name)?.oid ?? 0;

  test('every column of every view', () => {
    const known = viewNullability(shop.catalog, shop.views);
    const named = Object.fromEntries(['customer_orders', 'paid_orders', 'nested_names', 'customer_totals', 'order_totals', 'mailbox'].map((name) => [name, known[oidOf(name)]]));
    expect(named).toEqual({
      customer_orders: { id: 'no', total: 'yes', placed_at: 'no', customer: 'yes', name: 'yes', shown: 'no' },
      paid_orders: { id: 'no', customer_id: 'yes', status: 'no', total: 'no', placed_at: 'no', shipped_at: 'yes', note: 'yes', code: 'no' },
      nested_names: { id: 'no', name: 'no', total: 'yes' },
      customer_totals: { customer_id: 'yes', orders: 'no', total: 'yes' },
      order_totals: { id: 'no', placed_at: 'unknown', lines: 'no', total: 'yes', code: 'unknown' },
      mailbox: { id: 'no', subject: 'no' },
    });
    expect(Object.entries(known[oidOf('__proto__')] ?? {})).toEqual([['__proto__', 'no'], ['constructor', 'yes']]);
  });

  test('origins through views', () => {
    const origins = viewOrigins(shop.catalog, shop.views)[oidOf('nested_names')];
    expect(origins).toEqual({ id: { relation: oidOf('customers'), column: 'id' }, name: { relation: oidOf('customers'), column: 'name' }, total: { relation: oidOf('orders'), column: 'total' } });
  });

  test('the catalog with what is known of views; tables stay as they are', () => {
    const filled = withViewNullability(shop.catalog, shop.views);
    const notNull = (name: string): readonly string[] => filled.relations.find((relation) => relation.name === name)?.columns.filter((column) => column.notNull).map((column) => column.name) ?? [];
    expect(notNull('customer_orders')).toEqual(['id', 'placed_at', 'shown']);
    expect(notNull('order_totals')).toEqual(['id', 'lines']);
    expect(notNull('__proto__')).toEqual(['__proto__']);
    expect(filled.relations.filter(({ kind }) => kind === 'table')).toEqual(shop.catalog.relations.filter(({ kind }) => kind === 'table'));
  });

  test('a statement says which view a column was read through', async () => {
    const { columns } = await shop.analyse('select n.name, n.total, c.email from nested_names n join customers c using (id)');
    expect(columns.map(({ view }) => view)).toEqual([{ relation: oidOf('nested_names'), column: 'name' }, { relation: oidOf('nested_names'), column: 'total' }, null]);
  });

  test('views of another server version say nothing', () => {
    const known = viewNullability({ ...shop.catalog, serverVersion: 19 }, shop.views);
    expect(new Set(Object.values(known[oidOf('customer_orders')] ?? {}))).toEqual(new Set(['unknown']));
  });
});
