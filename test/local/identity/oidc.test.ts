import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { startLoopback } from '../../../src/local/http/start-loopback.js';
import { createAuthenticator } from '../../../src/local/identity/create-authenticator.js';
import { startTokenIssuer } from '../../support/start-token-issuer.js';

const now = 1_700_000_000;
const { privateKey, publicKey } = await generateKeyPair('ES256');
const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }, { kty: 'oct', kid: 'shared', k: Buffer.from('shared-secret-of-32-bytes-length!').toString('base64url') }] };
const server = await startLoopback(() => Promise.resolve({ status: 200, body: JSON.stringify(keys) }));
const pool = await startTokenIssuer({ clock: () => now * 1000 });
afterAll(async () => {
  await server.close();
  await pool.close();
});

const provider = { issuer: server.url, jwksUrl: `${server.url}/jwks`, clientId: 'web|mobile', iatTTL: 600_000, authTTL: 3_600_000 };
const authenticate = createAuthenticator({ defaultMode: 'oidc', oidc: [provider], userPools: [pool], clock: () => now * 1000 });
const answer = async (changes: object = {}) => {
  const claims = { sub: 'u', iss: server.url, aud: 'web', iat: now, exp: now + 60, auth_time: now, tenant: 'acme', ...changes };
  const authorization = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(privateKey);
  return authenticate({ method: 'POST', url: '/graphql', headers: { authorization }, body: '{}' });
};

describe('an OpenID Connect caller', () => {
  it('has subject, issuer and claims', async () => {
    expect(await answer()).toEqual({ mode: 'oidc', identity: { sub: 'u', issuer: server.url, claims: { sub: 'u', iss: server.url, aud: 'web', iat: now, exp: now + 60, auth_time: now, tenant: 'acme' } } });
  });

  it('is known by aud or azp, matched as a whole', async () => {
    expect(await answer({ aud: 'api', azp: 'mobile' })).toMatchObject({ mode: 'oidc' });
    expect(await answer({ aud: ['api', 'web'] })).toMatchObject({ mode: 'oidc' });
    for (const aud of ['website', 'xweb', 'api', undefined, 5]) expect(await answer({ aud }), String(aud)).toMatchObject({ status: 401 });
  });

  it('signed in and got the token not too long ago', async () => {
    expect(await answer({ iat: now - 600 })).toMatchObject({ mode: 'oidc' });
    for (const changes of [{ iat: now - 601 }, { auth_time: now - 3601 }, { auth_time: undefined }, { iat: undefined }]) expect(await answer(changes), JSON.stringify(changes)).toMatchObject({ status: 401 });
  });

  it('is refused with another issuer, or with a shared key', async () => {
    expect(await answer({ iss: 'https://attacker.example' })).toMatchObject({ status: 401 });
    const shared = await new SignJWT({ sub: 'u', iss: server.url, aud: 'web', iat: now, exp: now + 60 }).setProtectedHeader({ alg: 'HS256', kid: 'shared' }).sign(Buffer.from('shared-secret-of-32-bytes-length!'));
    expect(await authenticate({ method: 'POST', url: '/graphql', headers: { authorization: shared }, body: '' })).toMatchObject({ status: 401 });
  });

  it('is not taken for a user pool’s, nor the other way round', async () => {
    expect(await answer({ iss: pool.issuer, token_use: 'id' })).toMatchObject({ status: 401 });
    const authorization = await pool.issue({ sub: 'u', use: 'id' });
    expect(await authenticate({ method: 'POST', url: '/graphql', headers: { authorization }, body: '' })).toMatchObject({ mode: 'cognito_user_pools' });
  });
});
