import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/local/appsync/types.js';
import { startApi, user } from './api.js';

const schema = `
type Query { order(id: ID): Order any: Any node: Node }
type Order implements Node { id: ID customer: Customer lines: [Line!] at(zone: String): String }
type Customer { name: String }
type Line { no: Int order: Order }
interface Node { id: ID }
union Any = Order | Customer
`;

/** Gives back what its request handler made of its context. */
async function seen(request: string, query: string, variables: Record<string, unknown> = {}, options: Parameters<typeof startApi>[2] = {}, headers: Record<string, string> = {}): Promise<unknown> {
  const found: unknown[] = [];
  const shown = { request: `return { operation: 'Invoke', payload: ${request} };` };
  const { ask } = await startApi(schema, { 'Query.order': shown, 'Query.any': shown, 'Query.node': shown }, { ...options, lambda: (event) => Promise.resolve(void found.push(event)) });
  await ask(query, variables, headers);
  return found[0];
}

describe('ctx.info', () => {
  const list = (query: string, variables?: Record<string, unknown>): Promise<unknown> => seen('ctx.info.selectionSetList', query, variables);

  it('lists selections by path and alias, fragments flattened', async () => {
    expect(await list('query ($no: Boolean = false) { order { key: id customer { ...named } ... on Order { lines { no } lines { order { id } } } at @include(if: $no) } } fragment named on Customer { name __typename }')).toEqual([
      'key', 'customer', 'customer/name', 'customer/__typename', 'lines', 'lines/no', 'lines/order', 'lines/order/id',
    ]);
  });

  it('lists of an interface its own fields, and of a union none', async () => {
    expect(await list('{ node { id ... on Order { customer { name } } ... on Node { __typename } } }')).toEqual(['id', '__typename']);
    expect(await list('{ any { ... on Order { id } __typename } }')).toEqual([]);
  });

  it('has the selections as text, and neither in its JSON', async () => {
    expect(await seen('[ctx.info, ctx.info.selectionSetGraphQL, { ...ctx.info }]', 'query ($z: String) { order(id: 1) { id at(zone: $z) ...f } } fragment f on Order { id }', { z: 'UTC', more: 1 })).toEqual([
      { fieldName: 'order', parentTypeName: 'Query', variables: { z: 'UTC', more: 1 } }, '{\n  id\n  at(zone: $z)\n  ...f\n}', { fieldName: 'order', parentTypeName: 'Query', variables: { z: 'UTC', more: 1 } },
    ]);
  });
});

describe('ctx', () => {
  it('has the caller, the environment and the headers, but no cookie', async () => {
    const headers = { 'X-Custom': 'a', Cookie: 'secret=1', Authorization: 'token' };
    const shown = "{ identity: ctx.identity, env: ctx.env, type: util.authType(), domain: ctx.request.domainName, custom: ctx.request.headers['x-custom'], cookie: ctx.request.headers.cookie ?? null, token: ctx.request.headers.authorization, prev: ctx.prev }";
    expect(await seen(shown, '{ order { id } }', {}, { env: { TABLE: 't' } }, headers)).toEqual({
      identity: user.identity, env: { TABLE: 't' }, type: 'User Pool Authorization', domain: null, custom: 'a', cookie: null, token: 'token', prev: null,
    });
  });

  it('has a null identity for an API key', async () => {
    const caller: Caller = { mode: 'api_key', identity: null };
    expect(await seen('{ identity: ctx.identity, type: util.authType() }', '{ order { id } }', {}, { caller, defaultAuth: 'api_key' })).toEqual({ identity: null, type: 'API Key Authorization' });
  });

  it('keeps its stash from request to response, in both engines', async () => {
    const { ask } = await startApi('type Query { a: String b: String }', {
      'Query.a': { request: 'ctx.stash.x = ctx.info.fieldName; return { payload: 1 };', response: 'return ctx.stash.x + ctx.result;', source: 'NONE' },
      'Query.b': { vtl: ['$util.qr($ctx.stash.put("x", $ctx.info.fieldName))\n{"version": "2018-05-29", "payload": 2}', '$util.toJson("$ctx.stash.x$ctx.result")'], source: 'NONE' },
    });
    expect((await ask('{ a b }')).data).toEqual({ a: 'a1', b: 'b2' });
  });

  it('has all that the parent\'s resolver gave, whatever is selected', async () => {
    const found: unknown[] = [];
    const { ask } = await startApi(schema, { 'Query.order': {}, 'Order.customer': { request: 'return { payload: ctx.source };', response: 'return { name: ctx.result.secret };', source: 'NONE' } }, { lambda: () => Promise.resolve({ id: 1, secret: 'x' }) });
    found.push((await ask('{ order { customer { name } } }')).data);
    expect(found).toEqual([{ order: { customer: { name: 'x' } } }]);
  });
});

describe('handlers', () => {
  it('end early, in both engines', async () => {
    const { ask } = await startApi('type Query { a: Int b: Int }', {
      'Query.a': { request: 'runtime.earlyReturn(1); return {};', response: 'return 2;' }, 'Query.b': { vtl: ['#return(3)', '4'] },
    }, { lambda: () => Promise.reject(new Error('not asked')) });
    expect(await ask('{ a b }')).toMatchObject({ data: { a: 1, b: 3 }, errors: undefined });
  });

  it('append errors to a value; their data is what was selected', async () => {
    const { ask } = await startApi(schema, { 'Query.order': { response: "util.appendError('careful', 'Warning', { id: 7, secret: 1 }, { all: true }); return ctx.result;" } }, { lambda: () => Promise.resolve({ id: 8 }) });
    expect(await ask('{ order { id } }')).toEqual({
      status: 200, data: { order: { id: '8' } },
      errors: [{ path: ['order'], data: { id: '7' }, errorType: 'Warning', errorInfo: { all: true }, locations: [{ line: 1, column: 3, sourceName: null }], message: 'careful' }],
    });
  });

  it('are asked after an error of the data source, which nobody raises for them', async () => {
    const { ask } = await startApi('type Query { a: String b: String }', {
      'Query.a': { response: "return ctx.error.type + ': ' + ctx.error.message + ctx.result;" },
      'Query.b': { vtl: ['{"version": "2018-05-29", "operation": "Invoke", "payload": {}}', '$util.toJson($ctx.error.message)'] },
    }, { lambda: () => Promise.reject(new TypeError('boom')) });
    expect(await ask('{ a b }')).toMatchObject({ data: { a: 'Lambda:Unhandled: boomnull', b: 'boom' }, errors: undefined });
  });

  it('write to the log', async () => {
    const lines: unknown[] = [];
    const { ask } = await startApi('type Query { a: Int }', { 'Query.a': { request: "console.error('x', { a: 1 }); return { payload: 1 };", source: 'NONE' } }, { log: (line) => lines.push(line) });
    await ask('{ a }');
    expect(lines).toEqual([
      { kind: 'console', resolver: 'Query.a', level: 'error', values: ['x', { a: 1 }] },
      { kind: 'request', requestId: expect.any(String) as string, mode: 'cognito_user_pools', resolvers: 1, errors: 0, milliseconds: expect.any(Number) as number },
    ]);
  });
});
