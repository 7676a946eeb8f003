import { createHash } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../src/local/identity/create-authenticator.js';
import type { AuthRequest } from '../../../src/local/identity/types.js';

const now = Date.UTC(2026, 10, 22, 12, 0, 0);
const user = { secretAccessKey: 'user-secret', accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/ann', username: 'AIDAANN' };
const member = {
  accountId: '123456789012', username: 'AROAPOOL:CognitoIdentityCredentials', userArn: 'arn:aws:sts::123456789012:assumed-role/pool/CognitoIdentityCredentials',
  cognitoIdentityPoolId: 'eu-west-1:pool', cognitoIdentityId: 'eu-west-1:ann', cognitoIdentityAuthType: 'authenticated',
  cognitoIdentityAuthProvider: 'cognito-idp/POOL,cognito-idp/POOL:CognitoSignIn:sub-1',
} as const;
const pooled = { ...member, secretAccessKey: 'pool-secret', sessionToken: 'session' };
const authenticate = createAuthenticator({ defaultMode: 'iam', iam: { region: 'eu-west-1', keys: { AKIDUSER: user, ASIAPOOL: pooled } }, clock: () => now });

interface Signing {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly region?: string;
  readonly service?: string;
  readonly at?: number;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly applyChecksum?: boolean;
  readonly signableHeaders?: Set<string>;
  readonly unsignableHeaders?: Set<string>;
}

/** A request as a client signs it. */
async function signed({ accessKeyId = 'AKIDUSER', secretAccessKey = 'user-secret', sessionToken, at = now, body = '{"query":"{ a }"}', path = '/graphql', headers = {}, ...rest }: Signing = {}): Promise<AuthRequest> {
  const { region = 'eu-west-1', service = 'appsync', applyChecksum = true, signableHeaders, unsignableHeaders, method = 'POST' } = rest;
  const signer = new SignatureV4({ service, region, sha256: Sha256, applyChecksum, credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) } });
  const request = { method, protocol: 'http:', hostname: '127.0.0.1', path, headers: { host: '127.0.0.1:4000', 'content-type': 'application/json', ...headers }, body };
  const made = await signer.sign(request, { signingDate: new Date(at), ...(signableHeaders && { signableHeaders }), ...(unsignableHeaders && { unsignableHeaders }) });
  return { method, url: `http://127.0.0.1:4000${path}`, headers: made.headers, body };
}
const withHeaders = (request: AuthRequest, headers: Record<string, string | undefined>): AuthRequest => ({ ...request, headers: Object.fromEntries(Object.entries({ ...request.headers, ...headers }).filter((entry): entry is [string, string] => entry[1] !== undefined)) });
const refused = { error: 'UnauthorizedException', status: 401 };

describe('an IAM caller', () => {
  it('has AppSync’s identity', async () => {
    expect(await authenticate(await signed())).toEqual({
      mode: 'iam',
      identity: { accountId: '123456789012', cognitoIdentityPoolId: null, cognitoIdentityId: null, sourceIp: ['127.0.0.1'], username: 'AIDAANN', userArn: user.userArn, cognitoIdentityAuthType: null, cognitoIdentityAuthProvider: null },
    });
  });

  it('of an identity pool has its members, with the session token that belongs to the key', async () => {
    const request = await signed({ accessKeyId: 'ASIAPOOL', secretAccessKey: 'pool-secret', sessionToken: 'session' });
    expect(await authenticate(request)).toEqual({ mode: 'iam', identity: { ...member, sourceIp: ['127.0.0.1'] } });
    for (const token of [undefined, '', 'other']) expect(await authenticate(await signed({ accessKeyId: 'ASIAPOOL', secretAccessKey: 'pool-secret', ...(token !== undefined && { sessionToken: token }) }))).toMatchObject(refused);
    expect(await authenticate(await signed({ sessionToken: 'session' }))).toMatchObject(refused);
  });

  it.each<Signing>([{ applyChecksum: false }, { body: '' }, { body: 'é\u{1F600}' }, { path: '/graphql/connect' }, { path: '/a%20b/ü' }, { headers: { 'x-odd': '  a   b ', 'user-agent': 'x' } }, { headers: { 'user-agent': 'x' }, signableHeaders: new Set(['host', 'user-agent', 'x-amz-date']) }])('may sign %j', async (signing) => {
    expect(await authenticate(await signed(signing))).toMatchObject({ mode: 'iam' });
  });

  it('may be read from bytes, and from a path alone', async () => {
    const request = await signed({ body: 'ü' });
    expect(await authenticate({ ...request, url: '/graphql', body: Buffer.from('ü') })).toMatchObject({ mode: 'iam' });
  });
});

describe('a forged signature', () => {
  it('of another secret, key, region, service or day', async () => {
    const wrong: Signing[] = [{ secretAccessKey: 'pool-secret' }, { accessKeyId: 'ASIAPOOL' }, { accessKeyId: 'AKIDOTHER' }, { accessKeyId: '__proto__' }, { accessKeyId: 'constructor', secretAccessKey: 'undefined' }, { region: 'us-east-1' }, { service: 'rds-data' }, { secretAccessKey: '' }];
    for (const signing of wrong) expect(await authenticate(await signed(signing)), JSON.stringify(signing)).toMatchObject(refused);
  });

  it('is told what it must be scoped to', async () => {
    const message = 'Credential should be scoped to the date, to region eu-west-1 and to service appsync.';
    for (const signing of [{ region: 'us-east-1' }, { service: 'rds-data' }]) expect(await authenticate(await signed(signing))).toEqual({ ...refused, message });
  });

  it('is refused more than five minutes from now, either way', async () => {
    for (const at of [now - 300_000, now + 300_000]) expect(await authenticate(await signed({ at }))).toMatchObject({ mode: 'iam' });
    for (const at of [now - 301_000, now + 301_000, 0]) expect(await authenticate(await signed({ at }))).toMatchObject(refused);
    const old = await signed({ at: now - 86_400_000 });
    expect(await authenticate(withHeaders(old, { 'x-amz-date': '20261122T120000Z' }))).toMatchObject(refused);
  });

  it.each([true, false])('is refused with another body (checksum header: %s)', async (applyChecksum) => {
    const request = await signed({ applyChecksum });
    const body = '{"query":"mutation { deleteAll }"}';
    expect(await authenticate({ ...request, body })).toMatchObject(refused);
    expect(await authenticate(withHeaders({ ...request, body }, { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') }))).toMatchObject(refused);
    expect(await authenticate(withHeaders({ ...request, body }, { 'x-amz-content-sha256': undefined }))).toMatchObject(refused);
    expect(await authenticate(await signed({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }))).toMatchObject(refused);
  });

  it('is refused for another method, path, query, or signed header', async () => {
    const request = await signed({ headers: { 'x-tenant': 'acme' } });
    for (const change of [{ method: 'GET' }, { url: '/other' }, { url: '/graphql?query={a}' }]) expect(await authenticate({ ...request, ...change }), JSON.stringify(change)).toMatchObject(refused);
    expect(await authenticate(await signed({ path: '/graphql?query={a}' }))).toMatchObject(refused);
    for (const headers of [{ 'x-tenant': 'globex' }, { 'x-tenant': undefined }, { host: 'attacker.example' }, { 'x-amz-date': '20261122T120001Z' }, { 'x-amz-date': undefined }]) expect(await authenticate(withHeaders(request, headers)), JSON.stringify(headers)).toMatchObject(refused);
  });

  it('must sign host and date', async () => {
    const request = await signed();
    const authorization = request.headers['authorization'] ?? '';
    expect(await authenticate(await signed({ unsignableHeaders: new Set(['content-type']) }))).toMatchObject({ mode: 'iam' });
    for (const name of ['host', 'x-amz-date']) expect(await authenticate(await signed({ unsignableHeaders: new Set([name]) })), name).toMatchObject(refused);
    for (const name of ['host;', ';x-amz-date']) expect(await authenticate(withHeaders(request, { authorization: authorization.replace(name, '') }))).toMatchObject(refused);
  });

  it('is refused in any other form', async () => {
    const request = await signed();
    const authorization = request.headers['authorization'] ?? '';
    const forms = ['AWS4-HMAC-SHA256', authorization.replace('HMAC-SHA256', 'ECDSA-P256-SHA256'), authorization.replace(/Signature=.*/, 'Signature='), authorization.replace(/Signature=.*/, `Signature=${'0'.repeat(64)}`), authorization.toUpperCase(), `${authorization},`, authorization.replace('content-type;host', 'host;content-type'), authorization.replace('host;', 'host;host;'), authorization.replace('host;', 'host;__proto__;')];
    for (const form of forms) expect(await authenticate(withHeaders(request, { authorization: form })), form).toMatchObject(refused);
  });

  it('is refused with any one character changed', async () => {
    const request = await signed();
    const authorization = request.headers['authorization'] ?? '';
    await fc.assert(fc.asyncProperty(fc.nat(authorization.length - 1), fc.constantFrom(...'0aZ/;=. '), async (place, character) => {
      const changed = authorization.slice(0, place) + character + authorization.slice(place + 1);
      fc.pre(changed.replaceAll(' ', '') !== authorization.replaceAll(' ', ''));
      expect(await authenticate(withHeaders(request, { authorization: changed }))).toMatchObject(refused);
    }), { numRuns: 150 });
  });

  it('is nobody’s where the mode is not configured', async () => {
    const without = createAuthenticator({ defaultMode: 'api_key', apiKeys: { 'da2-key': { expires: now + 1 } }, clock: () => now });
    expect(await without(withHeaders(await signed(), { 'x-api-key': 'da2-key' }))).toMatchObject(refused);
  });
});
