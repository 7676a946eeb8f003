import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { noting, post, startApi, user } from './api.js';

const schema = 'type Query { a: A now: Int } type A { id: Int a: A list: [A] } type Mutation { b: Int }';
const resolvers = { 'Query.a': {}, 'Query.now': {}, 'Mutation.b': {} };

describe('a document', () => {
  it.each([
    ['{ nope }', 'Validation error of type FieldUndefined: '], ['{ a }', 'Validation error of type SubSelectionRequired: '], ['{ now { x } }', 'Validation error of type SubSelectionNotAllowed: '], ['{ now(x: 1) }', 'Validation error of type UnknownArgument: '],
    ['query ($x: Int) { now }', 'Validation error of type UnusedVariable: '], ['{', 'Validation error of type InvalidSyntax: '],
  ])('%s is refused', async (query, message) => {
    const { ask } = await startApi(schema, resolvers);
    const { status, data, errors } = await ask(query);
    expect([status, data, errors?.[0]]).toEqual([200, null, { path: null, locations: [{ line: 1, column: expect.any(Number) as number, sourceName: null }], message: expect.stringContaining(message) as string }]);
  });

  it('has 15,000 tokens', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda: () => Promise.resolve(1) });
    const of = (count: number): string => `{ ${Array.from({ length: count }, (_, index) => `a${index}: now`).join(' ')} }`;
    expect((await ask(of(4990))).errors).toBeUndefined();
    expect((await ask(of(5001))).errors?.[0]?.message).toContain('Maximum char length exceeded');
  });

  it('may not be about the schema where that is disabled', async () => {
    const query = '{ __schema { queryType { name } } __type(name: "A") { fields { name } } a { __typename } }';
    const { ask } = await startApi(schema, resolvers, { lambda: () => Promise.resolve({}) });
    expect((await ask(query)).data).toEqual({ __schema: { queryType: { name: 'Query' } }, __type: { fields: [{ name: 'id' }, { name: 'a' }, { name: 'list' }] }, a: { __typename: 'A' } });
    const { ask: closed } = await startApi(schema, resolvers, { lambda: () => Promise.resolve({}), introspection: 'DISABLED' });
    expect(await closed(query)).toMatchObject({ data: null, errors: [{ message: expect.stringMatching(/FieldUndefined/) as string }, {}] });
    expect((await closed('{ a { __typename } }')).data).toEqual({ a: { __typename: 'A' } });
  });

  it('is bounded in depth where that is said', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda: () => Promise.resolve({ a: { list: [{ id: 1 }] } }), limits: { queryDepth: 3 } });
    expect(await ask('{ a { a { list { id } } } }')).toMatchObject({ data: { a: { a: { list: [{ id: null }] } } }, errors: [{ path: ['a', 'a', 'list', 0, 'id'], errorType: 'QueryDepthLimitReached' }] });
  });

  it('is bounded in resolvers', async () => {
    const { ask } = await startApi(schema, { ...resolvers, 'A.id': { batch: 100 } }, { lambda: (event) => Promise.resolve(Array.isArray(event) ? event.map(() => 1) : { list: [{}, {}, {}] }), limits: { resolvers: 3 } });
    expect(await ask('{ a { list { id } } }')).toMatchObject({ data: { a: { list: [{ id: 1 }, { id: 1 }, { id: null }] } }, errors: [{ errorType: 'ResolverExecutionLimitReached' }] });
  });

  it('is bounded in time: what is late is null, the rest is there', async () => {
    let left = 0;
    const { ask } = await startApi(schema, resolvers, {
      limits: { request: 200 },
      lambda: async (event, context) => {
        left = context.getRemainingTimeInMillis();
        return (event as { field: string }).field === 'now' ? 1 : new Promise((resolve) => setTimeout(resolve, 500, {}));
      },
    });
    expect(await ask('{ now a { id } }')).toMatchObject({ data: { now: 1, a: null }, errors: [{ path: ['a'], errorType: 'ExecutionTimeout', message: 'Execution timed out.' }] });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(200);
  });
});

describe('over HTTP', () => {
  it('fields of an input that are called like what every object of JavaScript has are absent where they were not given', async () => {
    const { ask } = await startApi('type Query { keys(of: [Odd!]): [String!]! } input Odd { constructor: String toString: Int hasOwnProperty: String id: Int }', {
      'Query.keys': { request: "return { operation: 'Invoke', payload: ctx.args.of.map((one) => Object.keys(one).join()) };" },
    });
    expect((await ask('query ($of: [Odd!]) { keys(of: $of) }', { of: [{ id: 1 }, { toString: 2, constructor: 'a' }] })).data).toEqual({ keys: ['id', 'constructor,toString'] });
  });

  it('a request is JSON with a query, and variables that are a map', async () => {
    const { url } = await startApi(schema, resolvers, { lambda: () => Promise.resolve(1) });
    const send = async (body: string): Promise<readonly [number, unknown]> => {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return [response.status, await response.json()];
    };
    expect(await send('{"query":"{ now }","variables":null,"operationName":null}')).toEqual([200, { data: { now: 1 } }]);
    for (const body of ['{}', '{"query":1}', '{"query":""}', '{"query":"{ now }","variables":[1]}', '{', '[{"query":"{ now }"}]']) {
      const [status, answer] = await send(body);
      expect([status, answer], body).toEqual([400, { errors: [{ errorType: 'MalformedHttpRequestException', message: expect.any(String) as string }] }]);
    }
  });

  it('is refused where the stack does not hold it, whatever it is nested in', async () => {
    const { url } = await startApi('type Query { a(of: AWSJSON, in: In): A } type A { a: A } input In { in: [In] }', { 'Query.a': {} }, { lambda: () => Promise.resolve({}) });
    const deep = (open: string, inside: string, close: string): string => open.repeat(4_500) + inside + close.repeat(4_500);
    const send = async (query: string, variables = 'null'): Promise<unknown> => {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"query":${JSON.stringify(query)},"variables":${variables}}` });
      return [response.status, await response.json()];
    };
    const refused = [200, { data: null, errors: [{ path: null, locations: null, errorType: 'BadRequestException', message: 'The request is nested too deeply.' }] }];
    expect(await send(`{ ${deep('a {', '__typename', '}')} }`)).toEqual(refused);
    expect(await send(`{ a(in: { in: ${deep('[', '', ']')} }) { __typename } }`)).toEqual(refused);
    expect(await send('query ($of: AWSJSON) { a(of: $of) { __typename } }', `{"of":"${deep('[[[', '', ']]]')}"}`)).toEqual(refused);
    expect(await send('query ($in: In) { a(in: $in) { __typename } }', `{"in":${deep('{"in":[', 'null', ']}')}}`)).toEqual(refused);
  });

  it('tells the operation by its name', async () => {
    const { url } = await startApi(schema, resolvers, { lambda: () => Promise.resolve(1) });
    const send = async (operationName?: string): Promise<unknown> => {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: 'query x { now } query y { b: now }', operationName }) });
      return response.json();
    };
    expect([await send('y'), await send('z'), await send()]).toMatchObject([{ data: { b: 1 } }, { data: null, errors: [{ message: "Unknown operation named 'z'." }] }, { data: null, errors: [{ message: expect.stringContaining('operation name') as string }] }]);
  });

  it('mutations come by POST', async () => {
    const seen: unknown[] = [];
    const { url } = await startApi(schema, resolvers, { lambda: (event) => noting(seen, event, 1) });
    const answer = async (query: string): Promise<unknown> => (await fetch(`${url}?query=${encodeURIComponent(query)}`, { headers: { accept: 'application/json' } })).json();
    expect(await answer('{ now }')).toEqual({ data: { now: 1 } });
    expect(await answer('mutation { b }')).toMatchObject({ errors: [{ message: 'A mutation has to be sent by POST.' }] });
    expect(seen).toHaveLength(1);
  });

  it('this machine is answered, under its own names', async () => {
    const { url } = await startApi(schema, resolvers);
    const { port } = new URL(url);
    const status = (host: string): Promise<number | undefined> => new Promise((resolve) => get({ host: '127.0.0.1', port, path: '/graphql', headers: { host } }, (response) => resolve(response.resume().statusCode)));
    expect([await status('evil.test'), await status(`evil.test:${port}`), await status('127.0.0.1.evil.test')]).toEqual([403, 403, 403]);
    expect(await status(`localhost:${port}`)).not.toBe(403);
    const large = await fetch(url, { method: 'POST', body: 'x'.repeat(3 * 1024 * 1024) });
    expect(large.status).toBe(413);
  });

  it('GraphiQL is there where it is wanted, and asks for nothing', async () => {
    const refusing = (): Promise<{ error: string; message: string; status: number }> => Promise.resolve({ error: 'UnauthorizedException', message: 'no', status: 401 });
    const page = async (graphiql: boolean): Promise<Response> => fetch((await startApi(schema, resolvers, { graphiql, authenticate: refusing })).url, { headers: { accept: 'text/html' } });
    expect([(await page(false)).status, (await page(true)).status]).toEqual([401, 200]);
    const { url } = await startApi(schema, resolvers, { graphiql: true, authenticate: refusing });
    expect((await fetch(`${url}?query=${encodeURIComponent('{ now }')}`, { headers: { accept: 'text/html' } })).status).toBe(401);
    expect((await fetch(url, { method: 'OPTIONS', headers: { origin: 'http://localhost:1', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } })).status).toBe(204);
  });
});

describe('an API', () => {
  it('is not started with what AppSync would refuse', async () => {
    await expect(startApi('type Query { a: Nope }', {})).rejects.toThrow('Unknown type "Nope"');
    await expect(startApi(schema, { 'Query.b': {} })).rejects.toThrow('the schema has no field Query.b');
    await expect(startApi(schema, { 'Query.a': { request: 'throw 1;' } })).rejects.toThrow('Query.a: ThrowStatement');
    await expect(startApi(schema, { 'Query.a': { batch: 2001 } })).rejects.toThrow('maxBatchSize of Query.a');
  });

  it('can be asked without HTTP too', async () => {
    const { startAppSync } = await import('../../../src/local/appsync/start-appsync.js');
    const api = await startAppSync({ schema, resolvers: { resolvers: [] }, read: () => '', dataSources: {}, authenticate: () => Promise.resolve(user), defaultAuth: 'cognito_user_pools' });
    expect(await api.execute({ query: '{ now }' }, user)).toEqual({ data: { now: null } });
    await api.close();
    await expect(post(api.url, '{ now }')).rejects.toThrow('fetch failed');
  });
});
