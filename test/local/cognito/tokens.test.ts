import { AdminAddUserToGroupCommand, CreateGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../src/local/identity/create-authenticator.js';
import type { TokenVersion } from '../../../src/local/cognito/types.js';
import { member, refusal, refresh, signIn, testPool, tokensOf, type TestPool, type Tokens } from './harness.js';

const versions: readonly TokenVersion[] = ['V1_0', 'V2_0', 'V3_0'];
const pools = new Map<TokenVersion, { readonly pool: TestPool; readonly sub: string }>();
for (const tokenVersion of versions) {
  const pool = await testPool({ tokenVersion });
  const sub = await member(pool, 'ann@shop.test');
  await pool.client.send(new CreateGroupCommand({ UserPoolId: pool.cognito.userPoolId, GroupName: 'staff' }));
  await pool.client.send(new AdminAddUserToGroupCommand({ UserPoolId: pool.cognito.userPoolId, GroupName: 'staff', Username: 'Ann@shop.test' }));
  pools.set(tokenVersion, { pool, sub });
}

function poolOf(version: TokenVersion): { readonly pool: TestPool; readonly sub: string } {
  const found = pools.get(version);
  if (found === undefined) throw new Error(version);
  found.pool.events();
  return found;
}

/** Signs in where PreTokenGeneration answers this. */
async function issued(version: TokenVersion, response?: unknown): Promise<Tokens> {
  const { pool } = poolOf(version);
  pool.behaviour.PreTokenGeneration = () => response;
  return tokensOf(await signIn(pool, 'ann@shop.test'));
}

const own = { userid: 'u_1', tenant: 'acme', role: 'admins' };
const forged = Object.fromEntries([
  'acr', 'amr', 'aud', 'at_hash', 'auth_time', 'azp', 'cognito:username', 'exp', 'iat', 'identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'sub', 'token_use', 'cognito:groups',
  'cognito:roles', 'cognito:preferred_role', 'client_id', 'event_id', 'username', 'device_key', 'version', 'scope',
].map((name) => [name, 'forged']));

describe.each(versions)('tokens of a pool with %s', (version) => {
  it('carry what Cognito says, and nothing of the trigger that says nothing', async () => {
    const { pool: { cognito }, sub } = poolOf(version);
    const { id, access } = await issued(version);
    expect(id).toMatchObject({ sub, iss: cognito.issuer, aud: 'web', token_use: 'id', 'cognito:username': sub, email: 'ann@shop.test', email_verified: true, 'cognito:groups': ['staff'] });
    expect(access).toMatchObject({ sub, iss: cognito.issuer, client_id: 'web', token_use: 'access', username: sub, scope: 'aws.cognito.signin.user.admin', 'cognito:groups': ['staff'] });
    expect(access['email']).toBeUndefined();
    expect([id['origin_jti'], Number(id['exp']) - Number(id['iat'])]).toEqual([access['origin_jti'], 3600]);
  });

  it('send the trigger an event of that version', async () => {
    const { pool, sub } = poolOf(version);
    await issued(version);
    const event = pool.events().at(-1);
    const userAttributes = { sub, email: 'ann@shop.test', email_verified: 'true', 'cognito:user_status': 'CONFIRMED' };
    const groupConfiguration = { groupsToOverride: ['staff'], iamRolesToOverride: [], preferredRole: null };
    expect(event).toMatchObject({ version: { V1_0: '1', V2_0: '2', V3_0: '3' }[version], triggerSource: 'TokenGeneration_Authentication', userName: sub });
    expect(event?.request).toEqual({ userAttributes, groupConfiguration, clientMetadata: null, ...(version !== 'V1_0' && { scopes: ['aws.cognito.signin.user.admin'] }) });
    expect(event?.response).toEqual(version === 'V1_0' ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null });
  });

  it('are signed with a key of this process, and pass the API’s authenticator', async () => {
    const { pool: { cognito }, sub } = poolOf(version);
    const { idToken, accessToken } = await issued(version);
    expect(decodeProtectedHeader(idToken).kid).not.toBe('CognitoLocal');
    await jwtVerify(idToken, createRemoteJWKSet(new URL(cognito.jwksUrl)), { issuer: cognito.issuer, audience: 'web' });
    const authenticate = createAuthenticator({ defaultMode: 'cognito_user_pools', userPools: [{ issuer: cognito.issuer, jwksUrl: cognito.jwksUrl, clientId: 'web' }] });
    for (const authorization of [idToken, `Bearer ${accessToken}`]) {
      expect(await authenticate({ method: 'POST', url: '/graphql', headers: { authorization }, body: '{}' })).toMatchObject({ mode: 'cognito_user_pools', identity: { sub, username: sub, issuer: cognito.issuer, groups: ['staff'] } });
    }
  });

  it('ask again at every refresh, and are refused when the trigger throws', async () => {
    const { pool, sub } = poolOf(version);
    const first = await issued(version);
    pool.events();
    const { id, refreshToken } = tokensOf(await refresh(pool, first.refreshToken));
    expect([id['sub'], id['origin_jti'], id['auth_time'], refreshToken]).toEqual([sub, first.id['origin_jti'], first.id['auth_time'], undefined]);
    expect(pool.events().map(({ triggerSource }) => triggerSource)).toEqual(['TokenGeneration_RefreshTokens']);
    pool.behaviour.PreTokenGeneration = () => Promise.reject(new Error('suspended'));
    expect(await refusal(refresh(pool, first.refreshToken))).toBe('UserLambdaValidationException: PreTokenGeneration failed with error suspended.');
  });
});

describe('a first version’s trigger', () => {
  it('adds to the ID token alone, and suppresses', async () => {
    const { id, access } = await issued('V1_0', { claimsOverrideDetails: { claimsToAddOrOverride: { ...own, gone: 'x' }, claimsToSuppress: ['email', 'gone', 'sub', 'token_use'] } });
    expect(id).toMatchObject({ ...own, token_use: 'id', sub: expect.any(String) as string });
    expect([id['email'], id['gone'], access['tenant']]).toEqual([undefined, undefined, undefined]);
  });

  it('overrides groups in both tokens', async () => {
    const { id, access } = await issued('V1_0', { claimsOverrideDetails: { groupOverrideDetails: { groupsToOverride: ['a', 'b'], iamRolesToOverride: ['arn:r'], preferredRole: 'arn:r' } } });
    expect([id['cognito:groups'], access['cognito:groups'], id['cognito:roles'], id['cognito:preferred_role']]).toEqual([['a', 'b'], ['a', 'b'], ['arn:r'], 'arn:r']);
    for (const groupOverrideDetails of [null, {}]) expect((await issued('V1_0', { claimsOverrideDetails: { groupOverrideDetails } })).id['cognito:groups']).toBeUndefined();
  });

  it('cannot forge, nor give what is no string', async () => {
    const { id, access } = await issued('V1_0', { claimsOverrideDetails: { claimsToAddOrOverride: forged } });
    expect([...Object.values(id), ...Object.values(access)]).not.toContain('forged');
    const { pool } = poolOf('V1_0');
    pool.behaviour.PreTokenGeneration = () => ({ claimsOverrideDetails: { claimsToAddOrOverride: { admin: true } } });
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('InvalidLambdaResponseException: Unrecognizable lambda output');
  });
});

describe.each(['V2_0', 'V3_0'] as const)('a trigger of %s', (version) => {
  const both = (claimsToAddOrOverride: object, more: object = {}): object => ({ claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToAddOrOverride }, accessTokenGeneration: { claimsToAddOrOverride, ...more } } });

  it('adds to both tokens, values of every kind', async () => {
    const values = { ...own, level: 3, admin: true, tags: ['a', 1], nested: { a: null } };
    const { id, access } = await issued(version, both(values, { scopesToAdd: ['shop/read'], scopesToSuppress: ['aws.cognito.signin.user.admin'] }));
    expect(id).toMatchObject(values);
    expect(access).toMatchObject({ ...values, scope: 'shop/read' });
  });

  it('cannot forge', async () => {
    const { id, access } = await issued(version, both({ ...forged, ...own }));
    expect([...Object.values(id), ...Object.values(access)]).not.toContain('forged');
    expect([id['tenant'], access['tenant']]).toEqual(['acme', 'acme']);
  });

  it('is not heard in the words of the first version', async () => {
    const { id } = await issued(version, { claimsOverrideDetails: { claimsToAddOrOverride: own } });
    expect(id['tenant']).toBeUndefined();
    expect((await issued('V1_0', both(own))).id['tenant']).toBeUndefined();
  });

  it.each([[{ claimsAndScopeOverrideDetails: 'x' }], [{ claimsAndScopeOverrideDetails: { idTokenGeneration: [] } }], [both({ email_verified: true })], [{ claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToSuppress: 'email' } } }]])('is not understood when it says %j', async (response) => {
    const { pool } = poolOf(version);
    pool.behaviour.PreTokenGeneration = () => response;
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('InvalidLambdaResponseException: Unrecognizable lambda output');
  });
});
