import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { startTokenIssuer } from '../../support/start-token-issuer.js';

const issuer = await startTokenIssuer({ poolId: 'eu-west-1_abc', clientId: 'web', clock: () => 1_700_000_000_999 });
afterAll(() => issuer.close());

const claims = { userid: 'ann', tenant: 'acme', email: 'ann@acme.test', email_verified: true, 'custom:x': 'y', 'cognito:groups': ['admins'], roles: ['a', 1] };

describe('the token issuer', () => {
  it('publishes its key and its configuration, and nothing else', async () => {
    expect(issuer.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/eu-west-1_abc$/);
    const configuration = await (await fetch(`${issuer.issuer}/.well-known/openid-configuration`)).json() as Record<string, unknown>;
    expect(configuration).toMatchObject({ issuer: issuer.issuer, jwks_uri: issuer.jwksUrl });
    const { keys } = await (await fetch(issuer.jwksUrl)).json() as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect((await fetch(`${issuer.issuer}/.well-known/__proto__`)).status).toBe(404);
    expect((await fetch(issuer.jwksUrl, { method: 'POST' })).status).toBe(404);
  });

  it('signs with RS256 and the published key id', async () => {
    const token = await issuer.issue({ sub: 's', use: 'id' });
    const verified = await jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUrl)), { issuer: issuer.issuer, audience: 'web', currentDate: new Date(1_700_000_000_000) });
    expect(verified.protectedHeader.alg).toBe('RS256');
    expect(decodeProtectedHeader(token).kid).toMatch(/^[\w-]{22}$/);
  });

  it('gives an ID token what Cognito gives it', async () => {
    const { jti, origin_jti, event_id, ...rest } = decodeJwt(await issuer.issue({ sub: 'sub-1', use: 'id', claims, username: 'ann' }));
    expect(rest).toEqual({ ...claims, sub: 'sub-1', iss: issuer.issuer, aud: 'web', 'cognito:username': 'ann', token_use: 'id', auth_time: 1_700_000_000, iat: 1_700_000_000, exp: 1_700_003_600 });
    expect(new Set([jti, origin_jti, event_id]).size).toBe(3);
  });

  it('gives an access token no attributes of the user', async () => {
    const { jti, origin_jti, event_id, ...rest } = decodeJwt(await issuer.issue({ sub: 'sub-1', use: 'access', claims, expiresIn: 60 }));
    expect(rest).toEqual({
      userid: 'ann', tenant: 'acme', 'cognito:groups': ['admins'], roles: ['a', 1], sub: 'sub-1', iss: issuer.issuer, client_id: 'web', username: 'sub-1',
      scope: 'aws.cognito.signin.user.admin', token_use: 'access', auth_time: 1_700_000_000, iat: 1_700_000_000, exp: 1_700_000_060,
    });
    expect(jti).not.toBe(decodeJwt(await issuer.issue({ sub: 'sub-1', use: 'access' })).jti);
    expect([origin_jti, event_id]).toEqual([expect.any(String), expect.any(String)]);
  });

  it.each(['id', 'access'] as const)('lets no hook change what is Cognito’s own (%s)', async (use) => {
    const forged = { sub: 'x', iss: 'x', aud: 'x', client_id: 'x', token_use: 'x', exp: 9e9, iat: 1, auth_time: 1, jti: 'x', username: 'x', 'cognito:username': 'x', nbf: 1, scope: 'x' };
    const made = decodeJwt(await issuer.issue({ sub: 'sub-1', use, claims: forged }));
    expect(Object.values(made)).not.toContain('x');
    expect(made).toMatchObject({ sub: 'sub-1', token_use: use, exp: 1_700_003_600 });
    expect(made.nbf).toBeUndefined();
  });

  it('has a key of its own for each run', async () => {
    const other = await startTokenIssuer({ poolId: 'eu-west-1_abc' });
    const token = await other.issue({ sub: 's', use: 'id' });
    await expect(jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUrl)))).rejects.toThrow();
    await other.close();
    await expect(fetch(other.jwksUrl)).rejects.toThrow();
  });
});
