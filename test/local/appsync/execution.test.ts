import { describe, expect, it } from 'vitest';
import { startApi } from './api.js';

const schema = `
schema { query: Query mutation: Mutation }
# What can be asked.
type Query { order(id: ID!, note: String = "none"): Order orders(filter: Filter): [Order!] names: [String!]! node: Node any: Any nothing: String }
type Mutation { first: Int second: Int }
input Filter { a: Int = 7 b: String tags: [String] }
type Order implements Node { id: ID! total: Int note: String created: AWSDateTime payload: AWSJSON state: State lines: [Line!]! customer: Customer! }
type Line { no: Int! price: Float }
type Customer { name: String! }
interface Node { id: ID! }
union Any = Order | Customer
enum State { OPEN PAID }
`;

const passing = { 'Query.order': { request: "return { operation: 'Invoke', payload: ctx.args };" } };

describe('values', () => {
  it('come from plain properties: what is missing is null, what is more is ignored', async () => {
    const { ask } = await startApi(schema, { 'Query.order': {} }, { lambda: () => Promise.resolve({ id: 1, other: true, total: '100', lines: [{ no: 1 }], customer: { name: 'x' } }) });
    expect(await ask('{ order(id: 1) { __typename key: id total note lines { no price } customer { name } } nothing }')).toEqual({
      status: 200, errors: undefined,
      data: { order: { __typename: 'Order', key: '1', total: 100, note: null, lines: [{ no: 1, price: null }], customer: { name: 'x' } }, nothing: null },
    });
  });

  it('are AppSync\'s scalars in and out', async () => {
    const { ask } = await startApi(
      'type Query { echo(json: AWSJSON, at: AWSDateTime, day: AWSDate): Echo } type Echo { json: AWSJSON at: AWSDateTime day: AWSDate seen: String }',
      { 'Query.echo': { request: "return { operation: 'Invoke', payload: { ...ctx.args, seen: typeof ctx.args.json.a } };" } },
    );
    const { data } = await ask('query ($json: AWSJSON) { echo(json: $json, at: "2024-02-29T12:00:00.5+02:00", day: "2024-02-29Z") { json at day seen } }', { json: '{"a":[1,"x",null]}' });
    expect(data).toEqual({ echo: { json: '{"a":[1,"x",null]}', at: '2024-02-29T12:00:00.5+02:00', day: '2024-02-29Z', seen: 'object' } });
    for (const bad of ['json: "{a}"', 'json: {a: 1}', 'at: "2024-02-29 12:00:00Z"', 'at: "2024-02-29T12:00:00"', 'day: "2023-02-29"']) {
      const { data: none, errors, status } = await ask(`{ echo(${bad}) { at } }`);
      expect([none, status, errors?.[0]?.message?.split(':')[0]], bad).toEqual([null, 200, 'Validation error of type WrongType']);
    }
  });

  it('that cannot be written are null with an error', async () => {
    const order = { id: 'a', total: 2 ** 31, created: '2019-12-19 16:59:09.966', state: 'open', lines: [], customer: { name: 'x' } };
    const { ask } = await startApi(schema, { 'Query.order': {} }, { lambda: () => Promise.resolve(order) });
    expect(await ask('{ order(id: 1) { total created state } }')).toEqual({
      status: 200, data: { order: { total: null, created: null, state: null } },
      errors: [
        { path: ['order', 'total'], locations: null, message: "Can't serialize value (/order/total) : Expected type 'Int' but was 'Long'." },
        { path: ['order', 'created'], locations: null, message: "Can't serialize value (/order/created) : Unable to serialize `2019-12-19 16:59:09.966` as a valid DateTime Object." },
        { path: ['order', 'state'], locations: null, message: "Can't serialize value (/order/state) : Invalid input for Enum 'State'. No value found for name 'open'" },
      ],
    });
  });

  it('of another shape are null with an error', async () => {
    const { ask } = await startApi(schema, { 'Query.orders': {}, 'Query.order': {} }, { lambda: (event) => Promise.resolve((event as { field: string }).field === 'order' ? 'text' : { id: 1 }) });
    expect((await ask('{ orders { id } order(id: 1) { id } }')).errors?.map(({ message }) => message).sort()).toEqual([
      "Can't resolve value (/order) : type mismatch error, expected type OBJECT, got STRING",
      "Can't resolve value (/orders) : type mismatch error, expected type LIST, got OBJECT",
    ]);
  });

  it('say which type they are of where that is open', async () => {
    const { ask } = await startApi(schema, { 'Query.node': {}, 'Query.any': {} }, { lambda: (event) => Promise.resolve((event as { field: string }).field === 'node' ? { __typename: 'Order', id: 1 } : { name: 'x' }) });
    const { data, errors } = await ask('{ node { id ... on Order { total } } any { ... on Customer { name } } }');
    expect(data).toEqual({ node: { id: '1', total: null }, any: null });
    expect(errors?.[0]?.message).toMatch(/^Abstract type 'Any' must resolve to an Object type/);
  });
});

describe('nulls of non-null fields', () => {
  it('rise to the nearest nullable place, told once', async () => {
    const { ask } = await startApi(schema, { 'Query.orders': {} }, { lambda: () => Promise.resolve([{ id: 1, lines: [], customer: {} }, { id: 2, lines: [{}, { no: 1 }], customer: { name: 'x' } }]) });
    expect(await ask('{ orders { lines { no } customer { name } } }')).toEqual({
      status: 200, data: { orders: null },
      errors: [
        { path: ['orders', 0, 'customer', 'name'], locations: null, message: "Cannot return null for non-nullable type: 'String' within parent 'Customer' (/orders[0]/customer/name)" },
        { path: ['orders', 1, 'lines', 0, 'no'], locations: null, message: "Cannot return null for non-nullable type: 'Int' within parent 'Line' (/orders[1]/lines[0]/no)" },
      ],
    });
  });

  it('of the root make all data null', async () => {
    const { ask } = await startApi(schema, {});
    const { data, errors } = await ask('{ names nothing }');
    expect(data).toBeNull();
    expect(errors?.[0]?.message).toBe("Cannot return null for non-nullable type: '[String!]' within parent 'Query' (/names)");
  });

  it('do not hide the error that made them', async () => {
    const { ask } = await startApi(schema, { 'Query.names': {} }, { lambda: () => Promise.reject(new Error('boom')) });
    expect(await ask('{ names }')).toEqual({
      status: 200, data: null, errors: [{ path: ['names'], data: null, errorType: 'Lambda:Unhandled', errorInfo: null, locations: [{ line: 1, column: 3, sourceName: null }], message: 'boom' }],
    });
  });
});

describe('arguments', () => {
  it('are what was given: no defaults, absent is not null', async () => {
    const seen: unknown[] = [];
    const { ask } = await startApi(schema, passing, { lambda: (event) => Promise.resolve(void seen.push(event)) });
    await ask('{ order(id: 1) { id } }');
    await ask('query ($id: ID!, $note: String) { order(id: $id, note: $note) { id } }', { id: 2 });
    await ask('query ($id: ID!, $note: String) { order(id: $id, note: $note) { id } }', { id: 3, note: null });
    await ask('query ($id: ID!, $note: String = "x") { order(id: $id, note: $note) { id } }', { id: 4 });
    expect(seen).toEqual([{ id: '1' }, { id: '2' }, { id: '3', note: null }, { id: '4', note: 'x' }]);
  });

  it('of input types have no defaults either', async () => {
    const seen: unknown[] = [];
    const { ask } = await startApi(schema, { 'Query.orders': { request: "return { operation: 'Invoke', payload: ctx.args };" } }, { lambda: (event) => Promise.resolve(void seen.push(event)) });
    await ask('{ orders(filter: { b: null, tags: "one" }) { id } }');
    await ask('query ($filter: Filter) { orders(filter: $filter) { id } }', { filter: { a: null, tags: ['a', null] } });
    await ask('{ __type(name: "Filter") { inputFields { name defaultValue } } }');
    expect(seen).toEqual([{ filter: { b: null, tags: ['one'] } }, { filter: { a: null, tags: ['a', null] } }]);
  });
});

describe('a mutation', () => {
  it('runs its fields in order', async () => {
    const order: string[] = [];
    const { ask } = await startApi(schema, { 'Mutation.first': {}, 'Mutation.second': {} }, {
      lambda: async (event) => {
        const { field } = event as { field: string };
        order.push(`${field} begins`);
        await new Promise((resolve) => setTimeout(resolve, field === 'first' ? 30 : 0));
        order.push(`${field} ends`);
        return 1;
      },
    });
    expect((await ask('mutation { second first }')).data).toEqual({ second: 1, first: 1 });
    await ask('mutation { first second }');
    expect(order).toEqual(['second begins', 'second ends', 'first begins', 'first ends', 'first begins', 'first ends', 'second begins', 'second ends']);
  });
});
