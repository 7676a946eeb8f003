import { afterAll, describe, expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../../src/local/identity/create-authenticator.js';
import type { AuthorizerEvent, LambdaAuthorization } from '../../../src/local/identity/types.js';
import { startTokenIssuer } from '../../support/start-token-issuer.js';

const clock = { now: 1_700_000_000_000 };
const pool = await startTokenIssuer({ clock: () => clock.now });
afterAll(() => pool.close());

const refused = { error: 'UnauthorizedException', message: 'You are not authorized to make this call.', status: 401 };
const request = (headers: Record<string, string>, body = '{"query":"query Q { a }","operationName":"Q","variables":{"x":1}}') => ({ method: 'POST', url: '/graphql', headers, body });

/** An authenticator with a Lambda authorizer that answers `answer`, and what the authorizer was sent. */
function withAuthorizer(answer: unknown, options: Partial<LambdaAuthorization> = {}) {
  const events: AuthorizerEvent[] = [];
  const authorizer = (event: AuthorizerEvent): Promise<unknown> => {
    events.push(event);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const authenticate = createAuthenticator({ defaultMode: 'lambda', lambda: { authorizer, ...options }, apiId: 'api', accountId: '123456789012', userPools: [pool], clock: () => clock.now });
  return { events, ask: (authorization: string, body?: string) => authenticate(request({ authorization }, body)) };
}

describe('a Lambda authorizer’s caller', () => {
  it('has the resolver context; the authorizer got AppSync’s event', async () => {
    const { events, ask } = withAuthorizer({ isAuthorized: true, resolverContext: { tenant: 'acme', level: 3, on: true, none: null }, deniedFields: ['Query.secret', 'arn:aws:appsync:eu-west-1:123456789012:apis/api/types/Order/fields/total'] });
    expect(await ask('Bearer custom')).toEqual({ mode: 'lambda', identity: { resolverContext: { tenant: 'acme', level: 3, on: true, none: null } }, deniedFields: ['Query.secret', 'Order.total'] });
    expect(events).toEqual([{
      authorizationToken: 'Bearer custom',
      requestContext: { apiId: 'api', accountId: '123456789012', requestId: expect.any(String), queryString: 'query Q { a }', operationName: 'Q', variables: { x: 1 } },
      requestHeaders: { authorization: 'Bearer custom' },
    }]);
    expect(await ask('token', 'not json')).toMatchObject({ mode: 'lambda' });
    expect(events[1]?.requestContext).toMatchObject({ queryString: '', operationName: null, variables: {} });
  });

  it.each([
    { isAuthorized: false }, { isAuthorized: 'true' }, { isAuthorized: 1 }, {}, null, 'yes', [], undefined, new Error('server text'),
    { isAuthorized: true, resolverContext: { nested: { a: 1 } } }, { isAuthorized: true, resolverContext: { list: [] } }, { isAuthorized: true, resolverContext: 'x' }, { isAuthorized: true, resolverContext: [] },
    { isAuthorized: true, resolverContext: { large: 'x'.repeat(5 * 1024 * 1024) } },
    { isAuthorized: true, deniedFields: 'Query.a' }, { isAuthorized: true, deniedFields: ['Query'] }, { isAuthorized: true, deniedFields: ['Query/fields/a'] }, { isAuthorized: true, deniedFields: [null] },
  ])('is refused for the answer %#', async (answer) => {
    expect(await withAuthorizer(answer).ask('token')).toEqual(refused);
  });

  it('is asked every time unless a time to live says otherwise, up to an hour', async () => {
    const never = withAuthorizer({ isAuthorized: true });
    for (let count = 0; count < 2; count++) await never.ask('token');
    expect(never.events).toHaveLength(2);
    const { events, ask } = withAuthorizer({ isAuthorized: true, resolverContext: { a: 1 } }, { ttl: 9999 });
    const first = await ask('token');
    clock.now += 3_599_000;
    expect(await ask('token', '{"query":"{ other }"}')).toEqual(first);
    expect(events).toHaveLength(1);
    await ask('other');
    clock.now += 1000;
    await ask('token');
    expect(events).toHaveLength(3);
  });

  it('is remembered as refused too; ttlOverride goes first, and nonsense does not count', async () => {
    const denied = withAuthorizer({ isAuthorized: false, ttlOverride: 60 });
    for (let count = 0; count < 2; count++) expect(await denied.ask('token')).toEqual(refused);
    expect(denied.events).toHaveLength(1);
    for (const ttlOverride of [0, -5, NaN, Infinity, '60']) {
      const { events, ask } = withAuthorizer({ isAuthorized: true, ttlOverride }, ttlOverride === 0 || ttlOverride === -5 ? { ttl: 60 } : {});
      await ask('token');
      await ask('token');
      expect(events, String(ttlOverride)).toHaveLength(2);
    }
  });

  it('has a token of the form that is expected', async () => {
    const { events, ask } = withAuthorizer({ isAuthorized: true }, { identityValidationExpression: '^custom-' });
    expect(await ask('x')).toEqual(refused);
    expect(events).toHaveLength(0);
    expect(await ask('custom-x')).toMatchObject({ mode: 'lambda' });
  });

  it('cannot use a user pool’s token, unless with a prefix, nor a signature', async () => {
    const { events, ask } = withAuthorizer({ isAuthorized: true });
    const expired = await pool.issue({ sub: 's', use: 'id', expiresIn: -60 });
    for (const token of [expired, `Bearer ${expired}`, `${expired.split('.').slice(0, 2).join('.')}.`, 'AWS4-HMAC-SHA256 Credential=a']) expect(await ask(token)).toMatchObject({ status: 401 });
    expect(events).toHaveLength(0);
    expect(await ask(`custom-${expired}`)).toMatchObject({ mode: 'lambda' });
  });

  it('waits ten seconds for the authorizer, not longer', async () => {
    const authenticate = createAuthenticator({ defaultMode: 'lambda', lambda: { authorizer: () => new Promise(() => undefined) } });
    vi.useFakeTimers();
    const answer = authenticate(request({ authorization: 'token' }));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await Promise.race([answer, Promise.resolve('waiting')])).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toEqual(refused);
    vi.useRealTimers();
  });
});

describe('an API key’s caller', () => {
  const authenticate = createAuthenticator({ defaultMode: 'api_key', apiKeys: { 'da2-live': { expires: clock.now + 60_000_000 }, 'da2-old': { expires: clock.now } }, userPools: [pool], clock: () => clock.now });

  it('has no identity', async () => {
    expect(await authenticate(request({ 'x-api-key': 'da2-live' }))).toEqual({ mode: 'api_key', identity: null });
  });

  it.each(['da2-old', 'da2-liv', 'da2-live ', '', '__proto__', 'constructor'])('is refused with %j', async (key) => {
    expect(await authenticate(request({ 'x-api-key': key }))).toEqual(refused);
  });

  it('is refused without one, when it expires, and with a token that is wrong', async () => {
    expect(await authenticate(request({}))).toEqual(refused);
    expect(await authenticate(request({ 'x-api-key': 'da2-live', authorization: 'wrong' }))).toMatchObject({ status: 401 });
    const later = createAuthenticator({ defaultMode: 'api_key', apiKeys: { k: { expires: 1000 } }, clock: () => 1000 });
    expect(await later(request({ 'x-api-key': 'k' }))).toEqual(refused);
    const none = createAuthenticator({ defaultMode: 'cognito_user_pools' });
    for (const headers of [{}, { 'x-api-key': '' }, { 'x-api-key': 'undefined' }, { authorization: 'x' }]) expect(await none(request(headers as Record<string, string>))).toMatchObject({ status: 401 });
  });
});
