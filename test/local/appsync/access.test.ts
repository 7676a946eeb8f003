import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/local/appsync/types.js';
import { noting, startApi, user } from './api.js';

const schema = `
type Query {
  plain: Int
  shared: Shared @aws_cognito_user_pools @aws_iam
  admins: Int @aws_cognito_user_pools(cognito_groups: ["admins", "owners"])
  robots: Int @aws_iam
  inner: Inner @aws_iam @aws_cognito_user_pools
}
type Shared @aws_cognito_user_pools @aws_iam { a: Int! only: Int @aws_iam }
type Inner { a: Int }
`;

const as = (caller: Partial<Caller>): Record<string, string> => ({ 'x-caller': JSON.stringify({ ...user, ...caller }) });
const iam = as({ mode: 'iam', identity: { userArn: 'arn:aws:iam::1:user/x' } });
const resolvers = { 'Query.plain': {}, 'Query.shared': {}, 'Query.admins': {}, 'Query.robots': {}, 'Query.inner': {} };
const lambda = (event: unknown): Promise<unknown> => Promise.resolve(['shared', 'inner'].includes((event as { field: string }).field) ? { a: 1, only: 2 } : 3);
const refused = (field: string, type: string, path: readonly string[], column: number): object => ({
  path, data: null, errorType: 'Unauthorized', errorInfo: null, locations: [{ line: 1, column, sourceName: null }], message: `Not Authorized to access ${field} on type ${type}`,
});

describe('directives', () => {
  it('let the default mode in where there are none', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda });
    expect(await ask('{ plain robots }')).toEqual({ status: 200, data: { plain: 3, robots: null }, errors: [refused('robots', 'Query', ['robots'], 9)] });
    expect(await ask('{ plain robots }', {}, iam)).toEqual({ status: 200, data: { plain: null, robots: 3 }, errors: [refused('plain', 'Query', ['plain'], 3)] });
  });

  it('of a field go before those of its type, and nested types need their own', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda });
    expect(await ask('{ shared { a only } inner { a } }')).toMatchObject({ data: { shared: { a: 1, only: null }, inner: { a: 1 } }, errors: [{ message: 'Not Authorized to access only on type Shared' }] });
    expect(await ask('{ shared { a only } inner { a } }', {}, iam)).toMatchObject({ data: { shared: { a: 1, only: 2 }, inner: { a: null } }, errors: [{ message: 'Not Authorized to access a on type Inner' }] });
  });

  it('name groups', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda });
    expect((await ask('{ admins }')).data).toEqual({ admins: 3 });
    for (const groups of [null, [], ['users'], 'admins']) {
      expect((await ask('{ admins }', {}, as({ identity: { sub: 's', groups } }))).errors?.[0]?.errorType, JSON.stringify(groups)).toBe('Unauthorized');
    }
  });

  it('are needed where the pool denies by default', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda });
    const denying = as({ identity: { sub: 's', groups: ['owners'], defaultAuthStrategy: 'DENY' } });
    expect((await ask('{ plain admins }', {}, denying)).data).toEqual({ plain: null, admins: 3 });
  });

  it('are asked before a resolver runs', async () => {
    const seen: unknown[] = [];
    const { ask } = await startApi(schema, resolvers, { lambda: (event) => Promise.resolve(void seen.push(event)) });
    await ask('{ robots }');
    expect(seen).toEqual([]);
  });
});

describe('deniedFields', () => {
  it('are null, by name or ARN', async () => {
    const { ask } = await startApi(schema, resolvers, { lambda });
    const denied = as({ deniedFields: ['Query.plain', 'arn:aws:appsync:eu-central-1:123456789012:apis/abc/types/Shared/fields/a'] });
    expect(await ask('{ plain admins }', {}, denied)).toEqual({ status: 200, data: { plain: null, admins: 3 }, errors: undefined });
    expect((await ask('{ shared { a } }', {}, denied)).errors?.[0]?.message).toBe("Cannot return null for non-nullable type: 'Int' within parent 'Shared' (/shared/a)");
  });
});

describe('util.unauthorized', () => {
  it.each([{ request: 'util.unauthorized();' }, { vtl: ['$util.unauthorized()', ''] as const }])('says what AppSync says', async (resolver) => {
    const { ask } = await startApi(schema, { 'Query.plain': resolver });
    expect((await ask('{ plain }')).errors).toEqual([refused('plain', 'Query', ['plain'], 3)]);
  });
});

describe('authentication', () => {
  it('that fails is answered as AppSync does', async () => {
    const { url } = await startApi(schema, resolvers, { authenticate: () => Promise.resolve({ error: 'UnauthorizedException', message: 'Token has expired.', status: 401 }) });
    const response = await fetch(url, { method: 'POST', body: '{"query":"{ plain }"}' });
    expect([response.status, response.headers.get('x-amzn-errortype'), await response.json()]).toEqual([401, 'UnauthorizedException', { errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.' }] }]);
  });

  it('sees the request as it came', async () => {
    const seen: unknown[] = [];
    const { url } = await startApi(schema, resolvers, { lambda, authenticate: ({ method, url: at, headers, body }) => noting(seen, [method, at, headers['authorization'], body], user) });
    await fetch(`${url}?x=1`, { method: 'POST', headers: { Authorization: 'token', 'content-type': 'application/json' }, body: ' {"query":"{ plain }"}' });
    expect(seen).toEqual([['POST', `${url}?x=1`, 'token', ' {"query":"{ plain }"}']]);
  });

  it('that throws lets nobody in, and says nothing', async () => {
    const { url } = await startApi(schema, resolvers, { authenticate: () => Promise.reject(new Error('secret')) });
    const response = await fetch(url, { method: 'POST', body: '{"query":"{ plain }"}' });
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret') as string]);
  });
});
