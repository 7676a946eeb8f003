import { describe, expect, it } from 'vitest';
import { noting, startApi } from './api.js';

const schema = `
type Query { customers(n: Int!): [Customer!]! one: Customer }
type Customer { id: ID! orders(limit: Int): [Order!] country: Country }
type Order { id: ID! customer: Customer }
type Country { code: String }
`;

const byField = "payload: { field: ctx.info.fieldName, id: ctx.source?.id ?? null, args: ctx.args }";
const batch = { request: `return { operation: 'BatchInvoke', ${byField} };`, response: "if (ctx.error) { util.error(ctx.error.message, ctx.error.type); } if (ctx.result?.fail) { util.error(ctx.result.fail, 'Item'); } return ctx.result;" };
const resolvers = { 'Query.customers': { request: `return { operation: 'Invoke', ${byField} };` }, 'Customer.orders': { ...batch, batch: 40 }, 'Customer.country': { ...batch, batch: 0 } };

interface Call {
  readonly field: string;
  readonly id: number;
  readonly args: Readonly<Record<string, unknown>>;
}

function lambda(answer: (call: Call) => unknown, events: (readonly Call[])[] = []): (event: unknown) => Promise<unknown> {
  return async (event) => {
    if (!Array.isArray(event)) return Array.from({ length: Number((event as Call).args['n']) }, (_, id) => ({ id }));
    const calls = event as readonly Call[];
    events.push(calls);
    await new Promise((resolve) => setTimeout(resolve, calls.length % 3));
    return calls.map(answer);
  };
}

describe('a batch', () => {
  it('has the same field\'s items, up to maxBatchSize', async () => {
    const events: (readonly Call[])[] = [];
    const { ask } = await startApi(schema, resolvers, { lambda: lambda(({ field, id }) => (field === 'orders' ? [{ id: `o${id}` }] : { code: id }), events) });
    const { data } = await ask('{ customers(n: 100) { id orders { id } country { code } } }');
    expect((data as { customers: unknown[] }).customers[99]).toEqual({ id: '99', orders: [{ id: 'o99' }], country: { code: '99' } });
    const sizes = (field: string): readonly number[] => events.filter(([first]) => first?.field === field).map(({ length }) => length);
    expect(sizes('orders')).toEqual([40, 40, 20]);
    expect(sizes('country')).toEqual(Array.from({ length: 20 }, () => 5));
    expect(events.filter(([first]) => first?.field === 'orders').flat().map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, id) => id));
  });

  it('gathers the next level too, whatever batches it came with', async () => {
    const events: (readonly Call[])[] = [];
    const { ask } = await startApi(schema, { ...resolvers, 'Order.customer': { ...batch, batch: 2000 } }, { lambda: lambda(({ field, id }) => (field === 'orders' ? [{ id: `${id}a` }, { id: `${id}b` }] : { id }), events) });
    await ask('{ customers(n: 90) { orders { customer { id } } } }');
    expect(events.map(({ length }) => length)).toEqual([40, 40, 10, 180]);
  });

  it('takes aliases together, each with its own arguments', async () => {
    const events: (readonly Call[])[] = [];
    const { ask } = await startApi(schema, resolvers, { lambda: lambda(({ args }) => [{ id: args['limit'] }], events) });
    expect((await ask('{ customers(n: 1) { a: orders(limit: 1) { id } b: orders(limit: 2) { id } } }')).data).toEqual({ customers: [{ a: [{ id: '1' }], b: [{ id: '2' }] }] });
    expect(events).toHaveLength(1);
  });

  it('may have items that fail or are null', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda: lambda(({ id }) => [null, { fail: 'no' }, [{ id: 'x' }]][id]) });
    const { data, errors } = await ask('{ customers(n: 3) { orders { id } } }');
    expect(data).toEqual({ customers: [{ orders: null }, { orders: null }, { orders: [{ id: 'x' }] }] });
    expect(errors).toEqual([{ path: ['customers', 1, 'orders'], data: null, errorType: 'Item', errorInfo: null, locations: [{ line: 1, column: 21, sourceName: null }], message: 'no' }]);
  });

  it.each([['thrown', () => Promise.reject(new Error('boom'))], ['too short', () => Promise.resolve([1])], ['no list', () => Promise.resolve({ data: [] })]])('that is answered %s fails for all of it', async (_name, answer) => {
    const { ask } = await startApi(schema, resolvers, { lambda: (event) => (Array.isArray(event) ? answer() : Promise.resolve([{ id: 1 }, { id: 2 }])) });
    const { data, errors } = await ask('{ customers(n: 2) { orders { id } } }');
    expect(data).toEqual({ customers: [{ orders: null }, { orders: null }] });
    expect(errors?.map(({ errorType }) => errorType)).toEqual(['Lambda:Unhandled', 'Lambda:Unhandled']);
  });

  it('is never shared by two requests', async () => {
    const events: (readonly Call[])[] = [];
    const { ask } = await startApi(schema, resolvers, { lambda: lambda(() => [], events) });
    await Promise.all([1, 2, 3].map(() => ask('{ customers(n: 3) { orders { id } } }')));
    expect(events.map(({ length }) => length)).toEqual([3, 3, 3]);
  });
});

describe('the data source', () => {
  it('gets the payload, and gives JSON', async () => {
    const seen: unknown[] = [];
    const { ask } = await startApi('type Query { now: String more: AWSJSON }', {
      'Query.now': { request: "return { operation: 'Invoke', payload: { a: undefined, b: [undefined] } };" },
      'Query.more': { request: "return { operation: 'Invoke', payload: { a: 1 }, invocationType: 'Event' };" },
    }, { lambda: (event) => noting(seen, event, new Date(0)) });
    expect((await ask('{ now more }')).data).toEqual({ now: '1970-01-01T00:00:00.000Z', more: null });
    expect(seen).toEqual([{ b: [null] }, { a: 1 }]);
  });

  it('takes and gives 6 MB, of which 5 are evaluated', async () => {
    const { ask } = await startApi('type Query { big(n: Int!): Int }', { 'Query.big': { response: 'if (ctx.error) { util.error(ctx.error.message, ctx.error.type); } return ctx.result.length;' } }, {
      lambda: (event) => Promise.resolve('x'.repeat((event as Call).args['n'] as number)),
    });
    expect((await ask('{ big(n: 6000000) }')).data).toEqual({ big: 6_000_000 });
    expect((await ask('{ big(n: 6300000) }')).errors?.[0]).toMatchObject({ errorType: 'Lambda:Unhandled', message: expect.stringContaining('payload size exceeded') as string });
    const { ask: send } = await startApi('type Query { big: Int }', { 'Query.big': { request: "let s = 'x'; for (const i of 'abcdefghijklmnopqrstuvwxyz'.split('')) { if (s.length < 6000000) { s = s + s; } } return { operation: 'Invoke', payload: s };" } });
    expect((await send('{ big }')).errors?.[0]).toMatchObject({ errorType: 'MappingTemplate', message: 'Transformation too large.' });
  });

  it.each([
    ["return { payload: 1 };", "Value for field '$[operation]' not found."], ["return { operation: 'Query' };", "Value for field '$[operation]' is not Invoke or BatchInvoke."],
    ["return { operation: 'Invoke', extra: 1 };", "Unsupported element '$[extra]'."], ['return 1;', 'The request has to be a map.'],
  ])('is not asked by %s', async (request, message) => {
    const { ask } = await startApi('type Query { a: Int }', { 'Query.a': { request } });
    expect((await ask('{ a }')).errors?.[0]).toMatchObject({ errorType: 'MappingTemplate', message });
  });

  it('may be none: the payload is the result', async () => {
    const { ask } = await startApi('type Query { a: Int }', { 'Query.a': { request: 'return { payload: 4 };', source: 'NONE' } });
    expect((await ask('{ a }')).data).toEqual({ a: 4 });
    await expect(startApi('type Query { a: Int }', { 'Query.a': { source: 'gone' } })).rejects.toThrow('names the data source gone');
  });
});
