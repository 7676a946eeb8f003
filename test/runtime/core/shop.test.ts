import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../../src/runtime/types.js';
import { callerOn, identityOf, startLocalSource, type Caller, type LocalSource } from './local-source.js';
import type { Person } from '../../support/local-tenants.js';
import { dataOf, errorOf, shop as manifest } from './support.js';

type Row = Record<string, unknown> & { readonly id: string };

let source: LocalSource;
let shop: Caller;
let customer: Row;
let product: Row;

beforeAll(async () => {
  source = await startLocalSource();
  shop = callerOn(source);
  customer = await shop.get(source.acmeAdmin, 'Mutation.createCustomer', { input: { name: 'Ann', email: 'ann@acme.test', creditLimit: '10.50' } }, { parts: ['input.creditLimit'] });
  product = await shop.get(source.acmeAdmin, 'Mutation.createProduct', { input: { sku: 'A-1', title: 'Anvil', price: '12.30' } });
}, 120_000);
afterAll(() => source.close());
beforeEach(() => {
  shop.written.length = 0;
});

async function order(total: string, note: string | null = null): Promise<Row> {
  const input = { customerId: customer.id, total, note };
  return shop.get(source.acmeAdmin, 'Mutation.createOrder', { input }, { parts: ['input.total', 'input.note'] });
}

describe('statements', () => {
  it('answer with what was written, each value in GraphQL form', () => {
    expect(customer).toMatchObject({ name: 'Ann', email: 'ann@acme.test', creditLimit: '10.50', tags: [], billingAddress: null, deletedAt: null });
    expect(customer['createdAt']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(Object.keys(customer).some((key) => key.startsWith('~'))).toBe(false);
  });

  it('write one line of the log each', async () => {
    await shop.get(source.acmeAdmin, 'Query.getCustomer', { id: customer.id });
    expect(shop.written).toEqual([{
      statement: 'Query.getCustomer', manifest: expect.any(String), tenant: source.tenants.tenants['acme'], role: 'admins', userId: source.acmeAdmin.id,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), calls: 1, rows: 1, bytes: expect.any(Number), code: 'ok', sqlstate: null, tenantNamed: false,
      ms: { credentials: expect.any(Number), dataApi: expect.any(Number), total: expect.any(Number) },
    }]);
    expect(JSON.stringify(shop.written)).not.toContain(customer.id);
  });

  it('give each role its columns', async () => {
    expect(await shop.get(source.acmeBilling, 'Query.getCustomer', { id: customer.id })).toHaveProperty('creditLimit', '10.50');
    expect(await shop.get(source.acmeUser, 'Query.getCustomer', { id: customer.id })).not.toHaveProperty('creditLimit');
    expect(errorOf(await shop.ask(source.support, 'Query.getCustomer', { id: customer.id })).code).toBe('not_authorized');
  });

  it('give null for a row that is not there, or is another tenant\'s', async () => {
    expect(await shop.get(source.acmeAdmin, 'Query.getCustomer', { id: '00000000-0000-4000-8000-000000000000' })).toBeNull();
    expect(await shop.get(source.globexAdmin, 'Query.getCustomer', { id: customer.id })).toBeNull();
  });

  it('count rows where they return none', async () => {
    for (const done of [true, true, false]) await shop.get(source.acmeUser, 'Mutation.createTask', { input: { title: 'sweep', done } }, { parts: ['input.done'] });
    expect(await shop.get(source.acmeAdmin, 'Mutation.purgeTasks')).toBe(2);
    expect(shop.written.at(-1)).toMatchObject({ rows: 2 });
  });

  it('refuse roles that `allow` leaves out before PostgreSQL is asked', async () => {
    const before = source.api.calls();
    expect(errorOf(await shop.ask(source.acmeUser, 'Mutation.purgeTasks')).code).toBe('not_authorized');
    expect(source.api.calls()).toBe(before);
  });

  it('write the parts that are given, and null where that is given', async () => {
    const { id } = await order('5.00', 'first');
    const changed = await shop.get(source.acmeAdmin, 'Mutation.updateOrder', { id, input: { note: null, status: 'IN_TRANSIT' } }, { parts: ['input.note', 'input.status'] });
    expect(changed).toMatchObject({ id, total: '5.00', note: null, status: 'IN_TRANSIT' });
    expect(errorOf(await shop.ask(source.acmeAdmin, 'Mutation.updateOrder', { id, input: {} }))).toMatchObject({ code: 'invalid_input', message: 'There is nothing to change.' });
  });

  it('give the value alone where that is the result', async () => {
    await order('4.25');
    const total = await shop.get<string>(source.acmeAdmin, 'Query.ordersTotal', { statuses: ['draft'] });
    expect(total).toBe('4.25');
  });

  it('write many rows of equal keys', async () => {
    const rows = ['B-1', 'B-2'].map((sku) => ({ sku, title: sku, price: '1.00', stock: 3 }));
    const made = await shop.get<Row[]>(source.acmeAdmin, 'Mutation.createProducts', { input: rows }, { parts: ['input.stock'] });
    expect(made.map(({ sku, stock }) => [sku, stock])).toEqual([['B-1', 3], ['B-2', 3]]);
    const uneven = [...rows, { sku: 'B-3', title: 'B-3', price: '1.00' }];
    expect(errorOf(await shop.ask(source.acmeAdmin, 'Mutation.createProducts', { input: uneven }, { parts: ['input.stock'] }))).toMatchObject({ code: 'invalid_input', field: 'input' });
  });

  it('say what the spec says of a constraint', async () => {
    const twice = await shop.ask(source.acmeAdmin, 'Mutation.createCustomer', { input: { name: 'Ann', email: 'ann@acme.test' } });
    expect(errorOf(twice)).toEqual({ code: 'EMAIL_TAKEN', field: 'email', message: 'This e-mail address is already used.', requestId: expect.any(String), retryable: false });
    expect(shop.written.at(-1)).toMatchObject({ code: 'EMAIL_TAKEN', sqlstate: '23505', rows: 0 });
  });
});

describe('tenants', () => {
  it('are refused by PostgreSQL where a claim is forged', async () => {
    const forged = { ...source.acmeAdmin, tenant: source.globexAdmin.tenant };
    expect(errorOf(await shop.ask(forged, 'Query.listCustomers')).code).toBe('not_authorized');
    expect(shop.written.at(-1)).toMatchObject({ sqlstate: '42501' });
  });

  it('are named only by callers without one, and that is logged', async () => {
    const { acmeAdmin, support, tenants } = source;
    const { id } = await order('1.00');
    const named = { id, tenant: tenants.tenants['acme'] };
    // Grants to application admins come later than the template: PostgreSQL refuses, but the call was let through to it.
    expect(errorOf(await shop.ask(support, 'Query.supportOrder', named))).toMatchObject({ code: 'not_authorized' });
    expect(shop.written.at(-1)).toMatchObject({ tenantNamed: true, tenant: tenants.tenants['acme'], sqlstate: '42501' });
    await shop.ask(acmeAdmin, 'Query.supportOrder', named);
    expect(shop.written.at(-1)).toMatchObject({ tenantNamed: false, code: 'not_authorized', sqlstate: null });
    for (const tenant of ['acme"; drop', '__proto__', 7, '']) expect(errorOf(await shop.ask(support, 'Query.supportOrder', { id, tenant })).code).toBe('not_authorized');
  });
});

describe('pages', () => {
  it('go on behind the last row, in each order, in each direction', async () => {
    for (let n = 0; n < 7; n++) await order(`${n}.00`, 'paged');
    for (const orderBy of [null, 'CREATED_AT_DESC', 'TOTAL_ASC']) {
      const seen: string[] = [];
      let nextToken: string | null = null;
      do {
        const page: { items: Row[]; nextToken: string | null } = await shop.get(source.acmeAdmin, 'Query.searchOrders', { text: 'paged' }, { parts: ['text'], orderBy, limit: 3, nextToken });
        expect(page.items.length).toBeLessThanOrEqual(3);
        seen.push(...page.items.map(({ id }) => id));
        nextToken = page.nextToken;
      } while (nextToken !== null);
      expect(new Set(seen).size).toBe(7);
      expect(seen).toHaveLength(7);
    }
  });

  it('take a token only for the call that it was given for', async () => {
    const asked = { parts: ['text'], limit: 2 };
    const { nextToken } = await shop.get<{ nextToken: string }>(source.acmeAdmin, 'Query.searchOrders', { text: 'paged' }, asked);
    expect(nextToken).toEqual(expect.any(String));
    const refused = async (parameters: object, more: object): Promise<void> => {
      expect(errorOf(await shop.ask(source.acmeAdmin, 'Query.searchOrders', parameters, { ...asked, nextToken, ...more }))).toMatchObject({ code: 'invalid_input', field: 'nextToken' });
    };
    await refused({ text: 'other' }, {});
    await refused({}, { parts: [] });
    await refused({ text: 'paged' }, { orderBy: 'TOTAL_ASC' });
    await refused({ text: 'paged' }, { nextToken: `${nextToken.slice(0, -1)}x` });
    expect(errorOf(await shop.ask(source.globexAdmin, 'Query.searchOrders', { text: 'paged' }, { ...asked, nextToken })).code).toBe('invalid_input');
    expect(await shop.get(source.acmeAdmin, 'Query.searchOrders', { text: 'paged' }, { parts: ['text'], limit: 200, nextToken })).toMatchObject({ nextToken: null });
  });

  it.each([0, -1, 1.5, 501, Number.NaN])('refuse a limit of %s', async (limit) => {
    expect(errorOf(await shop.ask(source.acmeAdmin, 'Query.listOrders', {}, { limit }))).toMatchObject({ code: 'invalid_input', field: 'limit' });
  });
});

describe('transactions', () => {
  const lines = (productId: string): object => ({ lines: [{ productId, qty: 2 }] });

  it('run their steps with the rows of earlier ones, and log one line', async () => {
    const placed = await shop.get(source.acmeAdmin, 'Mutation.placeOrder', { customerId: customer.id, ...lines(product.id) });
    expect(placed).toMatchObject({ customerId: customer.id, total: '24.60', ownerId: source.acmeAdmin.id });
    expect(shop.written.map(({ statement, code }) => [statement, code])).toEqual([['Mutation.placeOrder', 'ok']]);
  });

  it('leave nothing behind where a step fails', async () => {
    const count = async (): Promise<unknown> => (await source.tenants.admin.query(`select count(*) from ${source.tenants.tenants['acme']}.orders`)).rows[0];
    const before = await count();
    const bad = await shop.ask(source.acmeAdmin, 'Mutation.placeOrder', { customerId: customer.id, lines: [{ productId: product.id, qty: 0 }] });
    expect(errorOf(bad)).toMatchObject({ code: 'invalid_input' });
    expect(await count()).toEqual(before);
    expect(source.api.transactions()).toBe(0);
  });

  it('are not begun for what can be refused before', async () => {
    const before = source.api.calls('BeginTransaction');
    expect(errorOf(await shop.ask(source.acmeAdmin, 'Mutation.placeOrder', { customerId: 'no uuid', ...lines(product.id) }))).toMatchObject({ code: 'invalid_input', field: 'customerId' });
    expect(errorOf(await shop.ask(source.acmeAdmin, 'Mutation.placeOrder', { customerId: customer.id, ...lines(product.id), order: { id: customer.id } }))).toMatchObject({ code: 'invalid_input' });
    expect(source.api.calls('BeginTransaction')).toBe(before);
  });
});

describe('batches', () => {
  const item = (statement: string, parent: object, more: object = {}): object => ({ v: 1, statement, parts: [], parameters: { parent, ...more }, identity: identityOf(source.acmeAdmin) });

  it('ask once for all parents, and give each its own', async () => {
    const other = await shop.get<Row>(source.acmeAdmin, 'Mutation.createCustomer', { input: { name: 'Bob', email: 'bob@acme.test' } });
    await order('2.00');
    const before = source.api.calls();
    const parents = [other, customer, { id: '00000000-0000-4000-8000-000000000000' }, customer].map(({ id }) => item('Customer.latestOrders', { id }, { limit: 2 }));
    const answers = (await shop.handler(parents)) as readonly Envelope[];
    expect(source.api.calls() - before).toBe(1);
    const [none, some, nobody, again] = answers.map(dataOf) as Row[][];
    expect([none, nobody]).toEqual([[], []]);
    expect(some).toHaveLength(2);
    expect(again).toEqual(some);
    expect(some?.every((row) => row['customerId'] === customer.id && !('~parent' in row))).toBe(true);
    expect(shop.written.filter(({ statement }) => statement === 'Customer.latestOrders')).toHaveLength(1);
    expect(shop.written.at(-1)).toMatchObject({ statement: 'Customer.latestOrders', calls: 4, rows: 2 });
  });

  it('keep calls of other arguments and other fields apart, in their order', async () => {
    const asked = [item('Customer.latestOrders', { id: customer.id }, { limit: 1 }), item('Customer.fullAddress', { id: customer.id }), item('Customer.latestOrders', { id: customer.id }, { limit: 3 }), item('Customer.nothing', {})];
    const answers = (await shop.handler(asked)) as readonly Envelope[];
    expect(answers.slice(0, 3).map(dataOf)).toEqual([[expect.anything()], '', [expect.anything(), expect.anything(), expect.anything()]]);
    expect(errorOf(answers[3] as Envelope).code).toBe('not_implemented');
  });

  it('give one row or null where there is one at most', async () => {
    const { id } = await order('3.00');
    const asked = [{ id: '00000000-0000-4000-8000-000000000000' }, { id }, { id: null }].map((parent) => item('Order.openAmount', parent));
    expect(((await shop.handler(asked)) as readonly Envelope[]).map(dataOf)).toEqual([null, '3.00', null]);
    expect(dataOf(await shop.handler(item('Order.openAmount', { id })))).toBe('3.00');
  });

  it('are refused whole where the callers differ', async () => {
    const mixed = [item('Customer.fullAddress', { id: customer.id }), { ...item('Customer.fullAddress', { id: customer.id }), identity: identityOf(source.globexAdmin) }];
    const before = source.api.calls();
    expect(((await shop.handler(mixed)) as readonly Envelope[]).map((one) => errorOf(one).code)).toEqual(['not_authorized', 'not_authorized']);
    expect(source.api.calls()).toBe(before);
  });
});

describe('a subscription', () => {
  const admitted = async (person: Person, claims: Partial<Person> = {}): Promise<unknown> => {
    const answer = await shop.ask(person, 'Subscription.orderChanged', {}, { identity: identityOf({ ...person, ...claims }) });
    return 'data' in answer ? answer.data : answer.error.code;
  };

  it('is for members of the tenant that their token says, as long as they are', async () => {
    expect(await admitted(source.acmeUser)).toBe(true);
    expect(await admitted(source.globexAdmin)).toBe(true);
    // A token is as old as an hour: its bearer may be a member of another tenant by now.
    expect(await admitted(source.globexAdmin, { tenant: source.acmeUser.tenant })).toBe('not_found');
    expect(await admitted(source.acmeUser, { tenant: 'pg_catalog' })).toBe('not_found');
    expect(await admitted(source.support, { tenant: source.acmeUser.tenant, role: 'users' })).toBe('not_found');
    expect(await admitted(source.support)).toBe('not_authorized');
  });

  it('is for roles that members have, whatever role their token says', async () => {
    const { 'Subscription.orderChanged': made } = manifest.statements;
    const [variant] = made?.variants ?? [];
    if (made === undefined || variant === undefined) throw new Error('the shop has no subscription');
    const narrowed = { ...made, allow: ['admins'], variants: [{ ...variant, sql: variant.sql.map((piece) => String(piece).replace("'admins', 'billing', 'users'", "'admins'")) }] };
    const { ask } = callerOn(source, { manifest: { ...manifest, statements: { ...manifest.statements, 'Subscription.orderChanged': narrowed } } });
    const code = async (person: Person, role: string): Promise<unknown> => {
      const answer = await ask(person, 'Subscription.orderChanged', {}, { identity: identityOf({ ...person, role }) });
      return 'data' in answer ? answer.data : answer.error.code;
    };
    expect([await code(source.acmeAdmin, 'admins'), await code(source.acmeUser, 'admins'), await code(source.acmeUser, 'users')]).toEqual([true, 'not_found', 'not_authorized']);
  });
});
