import { describe, expect, it } from 'vitest';
import { batchSize } from '../../src/resolvers/batch-size.js';
import { canonicalJson } from '../../src/resolvers/content-hash.js';
import type { ResolverPlan } from '../../src/resolvers/types.js';
import type { FieldStatement } from '../../src/statements/types.js';
import { plan, shopFields } from '../support/hand-made-shop.js';
import { argument, field, parameter, resolverSpec, scalar, settings, span, statement } from '../support/hand-made.js';

const { value, diagnostics } = plan().resolvers;
const planOf = (name: string): ResolverPlan | undefined => value.resolvers.find((one) => `${one.parent}.${one.field}` === name);

describe('resolver plans', () => {
  it('stand by name, one for each field with a resolver', () => {
    expect(value.resolvers.map((one) => `${one.parent}.${one.field}`)).toEqual(shopFields.map((one) => `${one.parent}.${one.field}`).sort());
    expect(diagnostics).toEqual([]);
  });

  it('keep arguments of a page apart from parameters', () => {
    expect(planOf('Query.listOrders')).toMatchObject({ arguments: ['status', 'from'], ordered: true, limited: true, paged: true, operation: 'Invoke', maxBatchSize: 0, batchReason: null });
    expect(planOf('Query.searchOrders')).toMatchObject({ arguments: ['filter'], ordered: false, paged: true });
    expect(planOf('Customer.orders')).toMatchObject({ arguments: ['limit'], limited: false, paged: false, parentKeys: ['id'], operation: 'BatchInvoke' });
  });

  it('find optional parts in arguments, inputs, lists of inputs and filters', () => {
    expect(planOf('Query.listOrders')?.parts).toEqual([{ path: [], list: false, depth: 1, names: ['status', 'from'] }]);
    expect(planOf('Mutation.createOrder')?.parts).toEqual([{ path: ['input'], list: false, depth: 1, names: ['customerId', 'note', 'extra'] }]);
    expect(planOf('Mutation.createOrders')?.parts).toMatchObject([{ path: ['input'], list: true }]);
    expect(planOf('Query.searchOrders')?.parts).toEqual([{ path: ['filter'], list: false, depth: 2, names: ['status.eq', 'status.in', 'createdAt.ge', 'createdAt.lt'] }]);
  });

  it('send transactions and Lambda resolvers under the name of their field', () => {
    expect(planOf('Mutation.placeOrder')).toMatchObject({ statement: 'Mutation.placeOrder', dataSource: 'statements' });
    expect(planOf('Mutation.cancelOrder')).toMatchObject({ statement: 'Mutation.cancelOrder', dataSource: 'lambda' });
  });

  it('know in which function a Lambda resolver runs', () => {
    const lambda = { group: 'reports', memory: 2048, timeout: null };
    const resolvers = [resolverSpec('Mutation', 'cancelOrder', { body: { kind: 'lambda', check: null, settings: lambda } })];
    const made = plan({ spec: { resolvers } }).resolvers.value.resolvers;
    expect(made.find((one) => one.field === 'cancelOrder')?.lambda).toEqual(lambda);
    expect(made.filter((one) => one.lambda !== null)).toHaveLength(1);
    expect(planOf('Mutation.cancelOrder')?.lambda).toBeNull();
  });

  it('give a Lambda resolver of a type the primary key of its row', () => {
    const score = field('Order', 'score', { lambda: true, statement: null, result: { kind: 'value', value: scalar('Int'), nullable: true } });
    const made = plan({ fields: [...shopFields, score] }).resolvers.value.resolvers;
    expect(made.find((one) => one.field === 'score')).toMatchObject({ parentKeys: ['id'], dataSource: 'lambda', operation: 'Invoke' });
  });
});

describe('batchSize', () => {
  const batched = (estimatedRowBytes: number, limit: number | null, rows: 'many' | 'optional' = 'many'): FieldStatement => field('Customer', 'orders', {
    statement: statement('Customer.orders', { batch: { keys: ['id'] }, estimatedRowBytes, rows, parameters: [parameter('limit', ['limit'], { default: limit, max: 500 })] }),
  });

  it.each([
    [200, 200, 16], [200, 5, 1024], [100, 4, 2000], [1, 1, 2000], [1_048_576, 1, 1], [524_288, 1, 2], [2_000_000, 10, 1], [0, 1, 2000],
  ])('of rows of %d bytes, %d for each parent, is %d', (bytes, limit, size) => {
    expect(batchSize(batched(bytes, limit), settings())?.size).toBe(size);
    if (size > 1) expect(size * bytes * limit).toBeLessThanOrEqual(1_048_576);
  });

  it('counts one row of a to-one field, and the API\'s page where a statement has none', () => {
    expect(batchSize(batched(1000, 500, 'optional'), settings())?.size).toBe(1024);
    expect(batchSize(batched(1000, null), settings())?.size).toBe(16);
  });

  it('says why', () => {
    expect(batchSize(batched(200, 200), settings())?.reason).toBe('Customer.orders: batches of 16, for 200 rows of about 200 bytes per parent in an answer of 1 MiB');
    expect(batchSize(batched(2_000_000, 1, 'optional'), settings())?.reason).toContain('even one parent may exceed it');
    expect(batchSize(field('Query', 'a'), settings())).toBeNull();
  });
});

describe('the manifest', () => {
  it('holds every statement, step and check once, by name', () => {
    expect(Object.keys(value.manifest.statements)).toEqual([
      'Customer.orders', 'Mutation.cancelOrder/check', 'Mutation.createOrder', 'Mutation.createOrders', 'Mutation.moveCustomer', 'Mutation.placeOrder/0', 'Mutation.placeOrder/1',
      'Order.customer', 'Query.getOrder', 'Query.listOrders', 'Query.ordersByMonth', 'Query.searchOrders',
    ]);
    expect(value.manifest.lambdas).toMatchObject({ 'Mutation.cancelOrder': { check: 'Mutation.cancelOrder/check', allow: null, tenantArgument: null } });
    expect(value.manifest.errors).toEqual({ customers_email_key: { code: 'EMAIL_TAKEN', field: 'email', message: 'This e-mail address is already used.' } });
  });

  it('names the steps of a transaction as the spec does, where a later one points at them', () => {
    const text = { file: 'resolvers.yaml', text: 'select 1', segments: [] };
    const steps = [{ name: 'order', sql: text, rows: null, span: span('r') }, { name: 'lines', sql: text, rows: 'one' as const, span: span('r') }];
    const fields = shopFields.map((one) => (one.field !== 'placeOrder' ? one : { ...one, steps: [...one.steps.slice(0, 1), statement('Mutation.placeOrder/1', { rows: 'one', parameters: [parameter('order_id', ['order', 'id'])] })] }));
    const made = plan({ spec: { resolvers: [resolverSpec('Mutation', 'placeOrder', { body: { kind: 'transaction', steps } })] }, fields });
    expect(made.resolvers.value.manifest.transactions).toEqual({
      'Mutation.placeOrder': { steps: [{ statement: 'Mutation.placeOrder/0', name: 'order', rows: null }, { statement: 'Mutation.placeOrder/1', name: null, rows: 'one' }], result: 1 },
    });
  });

  it('has a hash of its content that no order of input changes', () => {
    expect(value.manifest.manifest).toMatch(/^[0-9a-f]{12}$/);
    expect(plan({ fields: [...shopFields].reverse() }).resolvers.value.manifest).toEqual(value.manifest);
    const changed = shopFields.map((one) => (one.field === 'getOrder' ? { ...one, allow: ['admins'] } : one));
    expect(plan({ fields: changed }).resolvers.value.manifest.manifest).not.toBe(value.manifest.manifest);
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 2 })).toBe('{"a":2,"b":[{"c":null,"d":1}]}');
  });
});

describe('limits', () => {
  const codes = (fields: readonly FieldStatement[]): string[] => plan({ fields }).resolvers.diagnostics.map(({ code }) => code);

  it('warn of pages that may not fit, with the number that does', () => {
    const wide = field('Query', 'wide', { statement: statement('Query.wide', { page: { size: 50, max: 200 }, estimatedRowBytes: 100_000 }) });
    const found = plan({ fields: [wide] }).resolvers.diagnostics;
    expect(found).toMatchObject([{ code: 'PGC354', severity: 'warning', hint: 'allow fewer rows: `page: { max: 10 }`', span: { file: 'resolvers.yaml' } }]);
    expect(codes([{ ...wide, statement: statement('Query.wide', { page: { size: 50, max: 10 }, estimatedRowBytes: 100_000 }) }])).toEqual([]);
  });

  it('refuse a statement that the Data API would', () => {
    const sql = [`select '${'é'.repeat(20_000)}'`, { kind: 'part' as const, part: 'a', sql: 'x'.repeat(30_000) }];
    const long = (pieces: typeof sql | string[]) => field('Query', 'long', {
      arguments: [argument('a', scalar('Int'))], statement: statement('Query.long', { variants: [{ roles: null, sql: pieces, labels: [], parts: [] }] }),
    });
    expect(codes([long(sql)])).toEqual(['PGC355']);
    expect(codes([long(['select 1'])])).toEqual([]);
  });
});
