import { createHmac, createPublicKey } from 'node:crypto';
import { decodeProtectedHeader, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { startLoopback } from '../../../src/local/http/start-loopback.js';
import { createAuthenticator } from '../../../src/local/identity/create-authenticator.js';
import { startTokenIssuer } from '../../support/start-token-issuer.js';

const clock = { now: Date.now() };
const pool = await startTokenIssuer({ clientId: 'web', clock: () => clock.now });
const otherPool = await startTokenIssuer({ clientId: 'web', clock: () => clock.now });
afterAll(async () => {
  await pool.close();
  await otherPool.close();
});

const authenticate = createAuthenticator({ defaultMode: 'cognito_user_pools', userPools: [{ ...pool, clientId: 'web' }], clock: () => clock.now });
const request = (authorization?: string) => ({ method: 'POST', url: '/graphql', headers: authorization === undefined ? {} : { authorization }, body: '{}' });
const refused = { error: 'UnauthorizedException', message: 'Valid authorization header not provided.', status: 401 };

const base64url = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const published = async (): Promise<JWK> => ((await (await fetch(pool.jwksUrl)).json()) as { keys: JWK[] }).keys[0] ?? {};
const good = await pool.issue({ sub: 'sub-1', use: 'id', claims: { userid: 'ann', tenant: 'acme', 'cognito:groups': ['admins'] }, username: 'ann' });
const claims = { sub: 'sub-1', iss: pool.issuer, aud: 'web', token_use: 'id', 'cognito:username': 'ann', iat: Math.floor(clock.now / 1000), exp: Math.floor(clock.now / 1000) + 3600 };

describe('a user pool’s caller', () => {
  it('has AppSync’s identity, from the ID token', async () => {
    const answer = await authenticate(request(good));
    expect(answer).toEqual({
      mode: 'cognito_user_pools',
      identity: {
        sub: 'sub-1', issuer: pool.issuer, username: 'ann', sourceIp: ['127.0.0.1'], defaultAuthStrategy: 'ALLOW', groups: ['admins'],
        claims: expect.objectContaining({ userid: 'ann', tenant: 'acme', token_use: 'id', aud: 'web' }),
      },
    });
    expect(await authenticate(request(`Bearer ${good}`))).toEqual(answer);
  });

  it('has it from the access token, without groups where there are none', async () => {
    const answer = await authenticate(request(await pool.issue({ sub: 'sub-1', use: 'access', claims: { email: 'ann@acme.test' }, username: 'ann' })));
    expect(answer).toMatchObject({ identity: { username: 'ann', groups: null, claims: { token_use: 'access', client_id: 'web' } } });
    expect(JSON.stringify(answer)).not.toContain('ann@acme.test');
  });

  it('says what the API does by default', async () => {
    const denying = createAuthenticator({ defaultMode: 'cognito_user_pools', userPools: [{ issuer: pool.issuer, jwksUrl: pool.jwksUrl, defaultAction: 'DENY' }], clock: () => clock.now });
    expect(await denying(request(good))).toMatchObject({ identity: { defaultAuthStrategy: 'DENY' } });
  });

  it('comes from where the server says, not from a header', async () => {
    const answer = await authenticate({ ...request(good), headers: { authorization: good, 'x-forwarded-for': '6.6.6.6' }, sourceIp: ['10.0.0.1'] });
    expect(answer).toMatchObject({ identity: { sourceIp: ['10.0.0.1'] } });
  });
});

describe('a forged or foreign token', () => {
  it('that expired', async () => {
    const token = await pool.issue({ sub: 'sub-1', use: 'id', expiresIn: 60 });
    clock.now += 59_000;
    expect(await authenticate(request(token))).toMatchObject({ mode: 'cognito_user_pools' });
    clock.now += 1000;
    expect(await authenticate(request(token))).toEqual({ ...refused, message: 'Token has expired.' });
  });

  it('of another issuer, of another pool’s key, of another client, of nobody', async () => {
    expect(await authenticate(request(await otherPool.issue({ sub: 'sub-1', use: 'id' })))).toEqual(refused);
    const { privateKey } = await generateKeyPair('RS256');
    const { kid = '' } = decodeProtectedHeader(good);
    expect(await authenticate(request(await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)))).toEqual(refused);
    const mobile = createAuthenticator({ defaultMode: 'cognito_user_pools', userPools: [{ ...pool, clientId: 'mobile' }], clock: () => clock.now });
    for (const use of ['id', 'access'] as const) expect(await mobile(request(await pool.issue({ sub: 'sub-1', use })))).toEqual(refused);
    for (const nobody of [undefined, '', 'Bearer ', 'x', '..', 'a.b.c', `${good}.x`, `${good} `, 'Bearer undefined']) expect(await authenticate(request(nobody)), String(nobody)).toEqual(refused);
  });

  it('whose payload was changed', async () => {
    const [header = '', payload = '', signature = ''] = good.split('.');
    const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()) as object, tenant: 'globex' };
    expect(await authenticate(request([header, base64url(changed), signature].join('.')))).toEqual(refused);
    expect(await authenticate(request([header, payload, signature.slice(0, -4)].join('.')))).toEqual(refused);
  });

  it.each(['none', 'None', 'nOnE', ''])('of algorithm %j', async (alg) => {
    const { kid } = decodeProtectedHeader(good);
    expect(await authenticate(request(`${base64url({ alg, kid })}.${base64url(claims)}.`))).toEqual(refused);
    expect(await authenticate(request(`${base64url({ alg, kid })}.${base64url(claims)}.${good.split('.')[2]}`))).toEqual(refused);
  });

  it('signed by HS256 with the public key as its secret', async () => {
    const jwk = await published();
    const key = await importJWK(jwk, 'RS256');
    if (key instanceof Uint8Array) throw new Error('not a public key');
    const secrets = [await exportSPKI(key), createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' }).export({ type: 'pkcs1', format: 'pem' }), JSON.stringify(jwk), jwk.n ?? '', Buffer.from(jwk.n ?? '', 'base64url')];
    for (const secret of secrets) {
      const signed = `${base64url({ alg: 'HS256', kid: jwk.kid })}.${base64url(claims)}`;
      expect(await authenticate(request(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`))).toEqual(refused);
    }
  });

  it('that brings its own key, or names where to find it', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const jwk = await exportJWK(publicKey);
    const { kid = '' } = decodeProtectedHeader(good);
    const attacks = [{ kid, jwk }, { jwk }, { kid, jku: otherPool.jwksUrl }, { kid, x5u: otherPool.jwksUrl }, { kid: '../../../dev/null' }, { kid: '__proto__' }, { kid: '' }, { kid: "' OR 1=1 --" }, { kid: otherPool.jwksUrl }, {}];
    for (const header of attacks) expect(await authenticate(request(await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...header }).sign(privateKey))), JSON.stringify(header)).toEqual(refused);
  });

  it('of a stolen kind: not yet valid, a refresh token, without subject or dates', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] };
    const server = await startLoopback(() => Promise.resolve({ status: 200, body: JSON.stringify(keys) }));
    const own = createAuthenticator({ defaultMode: 'cognito_user_pools', userPools: [{ issuer: server.url, jwksUrl: server.url, clientId: 'web' }], clock: () => clock.now });
    const answer = async (changes: object) => own(request(await new SignJWT({ ...claims, iss: server.url, exp: Math.floor(clock.now / 1000) + 60, ...changes }).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey)));
    expect(await answer({})).toMatchObject({ identity: { sub: 'sub-1' } });
    const wrong = [{ nbf: Math.floor(clock.now / 1000) + 10 }, { token_use: 'refresh', client_id: 'web' }, { token_use: undefined, client_id: 'web' }, { token_use: ['id'] }, { sub: undefined }, { sub: '' }, { exp: undefined }, { iat: undefined }, { aud: 'other' }, { aud: ['web'] }, { iss: `${server.url}/` }];
    for (const changes of wrong) expect(await answer(changes), JSON.stringify(changes)).toEqual(refused);
    for (const alg of ['RS512', 'PS256']) {
      const other = new SignJWT({ ...claims, iss: server.url, exp: Math.floor(clock.now / 1000) + 60 }).setProtectedHeader({ alg, kid: 'k' });
      expect(await own(request(await other.sign(await importJWK(await exportJWK(privateKey), alg)))), alg).toEqual(refused);
    }
    await server.close();
  });

  it('cannot be checked while the issuer is out of reach', async () => {
    const gone = await startTokenIssuer();
    const lost = createAuthenticator({ defaultMode: 'cognito_user_pools', userPools: [gone] });
    const token = await gone.issue({ sub: 's', use: 'id' });
    await gone.close();
    expect(await lost(request(token))).toEqual(refused);
  });
});
