import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminDeleteUserCommand, AdminUserGlobalSignOutCommand, GetUserCommand, GlobalSignOutCommand, RevokeTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { startCognito } from '../../../src/local/cognito/start-cognito.js';
import { attributesOf, clientOf, member, refusal, refresh, signIn, signUp, testPool, tokensOf } from './harness.js';

const day = 24 * 60 * 60 * 1000;
const clock = { now: Date.now() };
const folder = mkdtempSync(join(tmpdir(), 'pgcog-cognito-'));
const pool = await testPool({ folder, clock: () => clock.now });
const { client, cognito } = pool;
await member(pool, 'ann@shop.test');
await member(pool, 'bob@shop.test');

const revoked = 'NotAuthorizedException: Refresh Token has been revoked';
const signedIn = async (email = 'ann@shop.test'): Promise<ReturnType<typeof tokensOf>> => tokensOf(await signIn(pool, email));
const getUser = (AccessToken: string): Promise<unknown> => client.send(new GetUserCommand({ AccessToken }));

describe('a session', () => {
  it('ends by AdminUserGlobalSignOut, with the person’s others, and nobody else’s', async () => {
    const [one, other, bob] = [await signedIn(), await signedIn(), await signedIn('bob@shop.test')];
    await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: cognito.userPoolId, Username: 'ANN@shop.test' }));
    expect(await refusal(refresh(pool, one.refreshToken))).toBe(revoked);
    expect(await refusal(refresh(pool, other.refreshToken))).toBe(revoked);
    expect(tokensOf(await refresh(pool, bob.refreshToken)).id['email']).toBe('bob@shop.test');
    expect(tokensOf(await refresh(pool, (await signedIn()).refreshToken)).id['email']).toBe('ann@shop.test');
    expect(await refusal(client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: cognito.userPoolId, Username: 'nobody' })))).toBe('UserNotFoundException: User does not exist.');
  });

  it('ends by GlobalSignOut, for whoever holds it', async () => {
    const { accessToken, idToken, refreshToken } = await signedIn();
    expect(await refusal(client.send(new GlobalSignOutCommand({ AccessToken: idToken })))).toBe('NotAuthorizedException: Invalid Access Token');
    await client.send(new GlobalSignOutCommand({ AccessToken: accessToken }));
    expect(await refusal(refresh(pool, refreshToken))).toBe(revoked);
    expect(await refusal(getUser(accessToken))).toBe('NotAuthorizedException: Access Token has been revoked');
  });

  it('ends alone by RevokeToken', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    await client.send(new RevokeTokenCommand({ ClientId: 'web', Token: one.refreshToken }));
    expect(await refusal(refresh(pool, one.refreshToken))).toBe(revoked);
    expect(await refusal(getUser(one.accessToken))).toBe('NotAuthorizedException: Access Token has been revoked');
    expect(tokensOf(await refresh(pool, other.refreshToken)).accessToken).not.toBe('');
    await client.send(new RevokeTokenCommand({ ClientId: 'web', Token: 'unknown' }));
  });

  it('that ends while the trigger runs gives no tokens', async () => {
    const { refreshToken } = await signedIn();
    pool.behaviour.PreTokenGeneration = () => client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: cognito.userPoolId, Username: 'ann@shop.test' })).then(() => undefined);
    expect(await refusal(refresh(pool, refreshToken))).toBe(revoked);
    Reflect.deleteProperty(pool.behaviour, 'PreTokenGeneration');
  });

  it('is not made of just any token', async () => {
    const { accessToken, idToken } = await signedIn();
    for (const token of ['x', accessToken, idToken]) expect(await refusal(refresh(pool, token))).toBe('NotAuthorizedException: Invalid Refresh Token');
  });

  it('is nobody’s who was deleted', async () => {
    await member(pool, 'carl@shop.test');
    const { accessToken, refreshToken } = await signedIn('carl@shop.test');
    await client.send(new AdminDeleteUserCommand({ UserPoolId: cognito.userPoolId, Username: 'Carl@shop.test' }));
    expect(await refusal(refresh(pool, refreshToken))).toMatch(/^NotAuthorizedException/);
    expect(await refusal(getUser(accessToken))).toMatch(/^NotAuthorizedException/);
    await member(pool, 'carl@shop.test');
    expect(await refusal(refresh(pool, refreshToken))).toMatch(/^NotAuthorizedException/);
  });

  it('lasts 30 days, its access tokens an hour', async () => {
    const { accessToken, refreshToken } = await signedIn();
    clock.now += day - 1000;
    expect(await refusal(getUser(accessToken))).toBe('NotAuthorizedException: Access Token has expired');
    expect(tokensOf(await refresh(pool, refreshToken)).id['iat']).toBe(Math.floor(clock.now / 1000));
    clock.now += 29 * day + 2000;
    expect(await refusal(refresh(pool, refreshToken))).toBe('NotAuthorizedException: Refresh Token has expired');
  });
});

describe('a folder', () => {
  it('is the same pool again', async () => {
    const sub = await member(pool, 'dora@shop.test');
    await signUp(pool, 'eve@shop.test');
    const [kept, gone, code] = [await signedIn('dora@shop.test'), await signedIn('dora@shop.test'), await cognito.lastCode('eve@shop.test')];
    await client.send(new RevokeTokenCommand({ ClientId: 'web', Token: gone.refreshToken }));
    await cognito.close();
    const again = await startCognito({ folder, port: Number(new URL(cognito.url).port), lambda: pool.lambda.url, triggers: {}, poolId: 'eu-west-1_Test', clientId: 'web', clock: () => clock.now });
    const later = { ...pool, cognito: again, client: clientOf(again) };
    expect(await attributesOf(later, 'dora@shop.test')).toMatchObject({ sub, email_verified: 'true' });
    expect(await again.lastCode('eve@shop.test')).toBe(code);
    expect(tokensOf(await refresh(later, kept.refreshToken)).id).toMatchObject({ sub, iss: cognito.issuer });
    expect(await refusal(refresh(later, gone.refreshToken))).toBe(revoked);
    expect(await refusal(later.client.send(new GetUserCommand({ AccessToken: kept.accessToken })))).toBe('NotAuthorizedException: Invalid Access Token');
    expect(tokensOf(await signIn(later, 'dora@shop.test')).id['sub']).toBe(sub);
    later.client.destroy();
    await again.close();
  });

  it('holds no token, and is for its owner alone', () => {
    const sessions = join(folder, 'eu-west-1_Test.sessions.json');
    expect(readFileSync(join(folder, '.cognito/db/eu-west-1_Test.json'), 'utf8')).not.toContain('eyJ');
    expect([statSync(join(folder, '.cognito')).mode & 0o777, statSync(sessions).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('is one process’s at a time', async () => {
    const options = { folder: join(folder, 'shared'), lambda: pool.lambda.url, triggers: {} };
    const first = await startCognito(options);
    await expect(startCognito(options)).rejects.toThrow(/is in use by another process/);
    await first.close();
    await (await startCognito(options)).close();
  });

  it('is not made for ids that are none', async () => {
    const options = { folder: join(folder, 'other'), lambda: pool.lambda.url, triggers: {} };
    for (const poolId of ['../x_1', 'none', 'a_b/c']) await expect(startCognito({ ...options, poolId })).rejects.toThrow(/cannot be the id of a user pool/);
    await expect(startCognito({ ...options, clientId: '../x' })).rejects.toThrow(/cannot be the id of a user pool's client/);
    expect(existsSync(options.folder)).toBe(false);
  });
});
