import { describe, expect, it } from 'vitest';
import { startApi, type TestApi, type TestOptions, type TestResolver } from './api.js';

const schema = `
type Query { a: Int }
type Mutation { publish(order: AWSJSON!): Order other: Order kick(id: ID!): Int }
type Subscription {
  changed(id: ID, status: String, total: Int): Order @aws_subscribe(mutations: ["publish"])
  both: Order @aws_subscribe(mutations: ["publish", "other"])
}
type Order { id: ID status: String total: Int tags: [String] must: String! customer: Customer payload: AWSJSON }
type Customer { tenant: String }
`;

const publish = { request: 'return { payload: ctx.args.order };', source: 'NONE' };
const resolvers: Readonly<Record<string, TestResolver>> = {
  'Mutation.publish': publish,
  'Mutation.other': { request: "return { payload: { id: 'other' } };", source: 'NONE' },
  'Mutation.kick': { request: 'return { payload: 1 };', response: "extensions.invalidateSubscriptions({ subscriptionField: 'changed', payload: { sub: ctx.args.id } }); return 1;", source: 'NONE' },
};

const api = (request = 'return { payload: null };', response = 'return null;', options: TestOptions = {}): Promise<TestApi> =>
  startApi(schema, { ...resolvers, 'Subscription.changed': { request, response, source: 'NONE' } }, options);

const all = 'id status total tags customer { tenant } payload';
async function send({ ask }: TestApi, order: unknown, selection = all): Promise<void> {
  expect((await ask(`mutation ($order: AWSJSON!) { publish(order: $order) { ${selection} } }`, { order: JSON.stringify(order) })).errors).toBeUndefined();
}

describe('a subscription', () => {
  it('gets the answer of the mutation, as far as both selected it', async () => {
    const running = await api();
    const events = await running.listen('subscription { mine: changed { id total customer { tenant } payload } }');
    await send(running, { id: 1, total: 2, customer: { tenant: 'acme' }, payload: { a: 1 } }, 'key: id customer { t: tenant } payload');
    expect(await events.next()).toEqual({ data: { mine: { id: '1', total: null, customer: { tenant: 'acme' }, payload: '{"a":1}' } } });
  });

  it('gets no data where a non-null field was not selected', async () => {
    const running = await api();
    const events = await running.listen('subscription { changed { id must } }');
    await send(running, { id: 1 }, 'id');
    expect(await events.next()).toMatchObject({ data: { changed: null }, errors: [{ message: "Cannot return null for non-nullable type: 'String' within parent 'Order' (/changed/must)" }] });
  });

  it('is for the mutations that it names', async () => {
    const running = await api();
    const [changed, both] = [await running.listen('subscription { changed { id } }'), await running.listen('subscription { both { id } }')];
    await running.ask('mutation { other { id } }');
    await send(running, { id: 1 });
    expect(await changed.next()).toEqual({ data: { changed: { id: '1' } } });
    expect([await both.next(), await both.next()]).toEqual([{ data: { both: { id: 'other' } } }, { data: { both: { id: '1' } } }]);
  });

  it('is told nothing of what failed', async () => {
    const running = await api();
    const events = await running.listen('subscription { changed { id } }');
    await running.ask('mutation { publish(order: "null") { id } }');
    await send(running, { id: 2 });
    expect(await events.next()).toEqual({ data: { changed: { id: '2' } } });
  });

  it('filters by its arguments: absent is any, null is null', async () => {
    const running = await api();
    const ids = async (argument: string, variables: Record<string, unknown> = {}): Promise<() => Promise<readonly string[]>> => {
      const events = await running.listen(`subscription ${argument} { id } }`, variables);
      return async () => {
        const found: string[] = [];
        for (let one = JSON.stringify(await events.next()); one.includes('"id":"') && !one.includes('last'); one = JSON.stringify(await events.next())) found.push(/"id":"(.)"/.exec(one)?.[1] ?? one);
        return found;
      };
    };
    const status = '($status: String) { changed(status: $status)';
    const listening = [await ids('{ changed'), await ids(status), await ids(status, { status: null }), await ids('{ changed(status: "paid", total: 1)')];
    for (const order of [{ id: 1, status: 'paid', total: 1 }, { id: 2, status: 'paid', total: 2 }, { id: 3, total: 1 }]) await send(running, order);
    await send(running, { id: 'last', status: null });
    await send(running, { id: 'last', status: 'paid', total: 1 });
    expect(await Promise.all(listening.map((one) => one()))).toEqual([['1', '2', '3'], ['1', '2', '3'], ['3'], ['1']]);
  });
});

describe('its resolver', () => {
  it('runs once, as the subscriber, and may refuse', async () => {
    const running = await api("if (ctx.identity.claims.tenant !== 'acme') { util.unauthorized(); } return { payload: null };");
    const stranger = { 'x-caller': JSON.stringify({ mode: 'cognito_user_pools', identity: { claims: { tenant: 'globex' } } }) };
    const events = await running.listen('subscription { changed { id } }', {}, stranger);
    expect([await events.next(), await events.next()]).toMatchObject([{ data: null, errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access changed on type Subscription' }] }, 'end']);
  });

  it('sets a filter, after which arguments filter no more', async () => {
    const running = await api(undefined, "extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ 'customer.tenant': { eq: ctx.identity.claims.tenant } })); return null;");
    const events = await running.listen('subscription { changed(status: "none") { id } }');
    await send(running, { id: 1, customer: { tenant: 'globex' } });
    await send(running, { id: 2, customer: { tenant: 'acme' } }, 'id');
    await send(running, { id: 3, customer: { tenant: 'acme' } });
    expect(await events.next()).toEqual({ data: { changed: { id: '3' } } });
  });

  it.each([
    ['{ total: { ge: 2, lt: 4 } }', [2, 3]], ['{ total: { between: [3, 4] } }', [3, 4]], ['{ total: { in: [1, 4] } }', [1, 4]], ['{ total: { notIn: [1, 4] } }', [2, 3]], ['{ total: { ne: 1 } }', [2, 3, 4]],
    ['{ total: { gt: 3 } }', [4]], ['{ total: { le: 1 } }', [1]], ["{ status: { beginsWith: 'pa' } }", [2, 3]], ["{ status: { contains: 'id' } }", [2, 3]], ["{ status: { notContains: 'id' } }", [1]],
    ["{ tags: { contains: 'x' } }", [1, 2]], ["{ tags: { containsAny: ['y', 'z'] } }", [2, 3]], ["{ or: [{ total: { eq: 1 } }, { status: { eq: 'paid' }, total: { eq: 3 } }] }", [1, 3]], ['{ total: { eq: "1" } }', []],
  ])('filters by %s', async (filter, expected) => {
    const running = await api(undefined, `extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(${filter}, [], {})); return null;`);
    const events = await running.listen('subscription { changed { id } }');
    const orders = [{ id: 1, total: 1, status: 'open', tags: ['x'] }, { id: 2, total: 2, status: 'paid', tags: ['x', 'y'] }, { id: 3, total: 3, status: 'paid', tags: ['z'] }, { id: 4, total: 4, tags: null }];
    for (const order of orders) await send(running, order);
    for (const id of expected) expect(await events.next()).toEqual({ data: { changed: { id: String(id) } } });
    const rest = Promise.race([events.next(), new Promise((resolve) => setTimeout(resolve, 30, 'nothing'))]);
    expect(await rest).toBe('nothing');
  });

  it.each([
    ["{ filterGroup: [{ filters: [{ fieldName: 'a', operator: 'like', value: 1 }] }] }", 'unknown operator "like"'], ["{ filterGroup: [{ filters: [{ fieldName: 'a', operator: 'in', value: [1, 2, 3, 4, 5, 6] }] }] }", 'a value that in does not take'],
    ["{ filterGroup: [{ filters: ['a', 'b', 'c', 'd', 'e', 'f'].map((fieldName) => ({ fieldName, operator: 'eq', value: 1 })) }] }", 'more than 5 fields'],
    ["{ filterGroup: 'abcdefghijk'.split('').map((fieldName) => ({ filters: [{ fieldName, operator: 'eq', value: 1 }] })) }", 'more than 10 entries'],
    ["{ filterGroup: [{ filters: [{ fieldName: 'a.b.c.d.e.f', operator: 'eq', value: 1 }] }] }", 'more than 5 levels'], ["{ filterGroup: [{ filters: [{ fieldName: 'a', operator: 'between', value: [1] }] }] }", 'between does not take'],
    ["{ filterGroup: [{ filters: [{ fieldName: 'a', operator: 'eq', value: Object.keys(ctx.env)[0] }] }] }", 'more than 256 characters'], ['{ filters: [] }', 'no filterGroup'], ['{ filterGroup: [{ filters: [] }] }', 'an entry without filters'],
  ])('may not set %s', async (filter, message) => {
    const running = await api(undefined, `extensions.setSubscriptionFilter(${filter}); return null;`, { env: { ['x'.repeat(257)]: '' } });
    const events = await running.listen('subscription { changed { id } }');
    expect(await events.next()).toMatchObject({ errors: [{ path: ['changed'], errorType: 'BadRequestException', message: expect.stringContaining(message) as string }] });
  });

  it('says by which mutation it is ended', async () => {
    const running = await api(undefined, "extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ sub: { eq: ctx.args.id } })); return null;");
    const [first, second] = [await running.listen('subscription { changed(id: "1") { id } }'), await running.listen('subscription { changed(id: "2") { id } }')];
    expect((await running.ask('mutation { kick(id: 1) }')).data).toEqual({ kick: 1 });
    await send(running, { id: 2 });
    expect([await first.next(), await second.next()]).toEqual(['end', { data: { changed: { id: '2' } } }]);
    const { errors } = await running.ask('mutation { a: kick(id: 1) b: kick(id: 1) c: kick(id: 1) d: kick(id: 1) e: kick(id: 1) f: kick(id: 2) }');
    expect(errors?.[0]?.errorType).toBe('SubscriptionInvalidationLimitReached');
    await send(running, { id: 2 });
    expect(await second.next()).toEqual({ data: { changed: { id: '2' } } });
  });
});
