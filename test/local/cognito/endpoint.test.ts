import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startCognito } from '../../../src/local/cognito/start-cognito.js';

const folder = mkdtempSync(join(tmpdir(), 'pgcog-cognito-'));
const options = { folder, lambda: 'http://127.0.0.1:1', triggers: {}, poolId: 'eu-west-1_Test', clientId: 'web' };
const cognito = await startCognito(options);
afterAll(async () => {
  await cognito.close();
  rmSync(folder, { recursive: true, force: true });
});
const signature = 'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0';

async function post(operation: string, body: string, headers: Record<string, string> = {}): Promise<{ status: number; type: unknown; origin: string | null }> {
  const response = await fetch(cognito.url, { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`, ...headers }, body });
  const { __type: type } = await response.json() as { __type?: unknown };
  return { status: response.status, type, origin: response.headers.get('access-control-allow-origin') };
}

describe('the endpoint', () => {
  it.each([
    'AdminCreateUser', 'AdminConfirmSignUp', 'AdminInitiateAuth', 'AdminRespondToAuthChallenge', 'AdminUserGlobalSignOut', 'AdminDisableUser', 'AdminEnableUser', 'AdminDeleteUser',
    'AdminSetUserPassword', 'AdminUpdateUserAttributes', 'AdminGetUser', 'AdminAddUserToGroup', 'AdminRemoveUserFromGroup', 'AdminListGroupsForUser', 'ListUsers', 'ListUsersInGroup', 'ListGroups',
    'CreateGroup', 'GetGroup', 'UpdateGroup', 'DeleteGroup', 'DescribeUserPool', 'DescribeUserPoolClient', 'ListUserPools', 'ListUserPoolClients',
  ])('wants a signature for %s', async (operation) => {
    const body = JSON.stringify({ UserPoolId: cognito.userPoolId, Username: 'x' });
    expect(await post(operation, body)).toMatchObject({ status: 400, type: 'MissingAuthenticationTokenException' });
    expect(await post(operation, body, { authorization: 'Bearer x' })).toMatchObject({ status: 400, type: 'IncompleteSignatureException' });
  });

  it('knows no other operation, and no body that is no object', async () => {
    for (const operation of ['CreateUserPool', 'DeleteUserPool', 'UpdateUserPoolClient', 'AssociateSoftwareToken', '__proto__', 'toString', '']) expect(await post(operation, '{}', { authorization: signature })).toMatchObject({ status: 400, type: 'UnknownOperationException' });
    for (const body of ['{', '[]', 'null', '1']) expect(await post('SignUp', body)).toMatchObject({ status: 400, type: 'SerializationException' });
    for (const body of ['{}', '{"ClientId":1}', '{"ClientId":"web","Username":{}}']) expect(await post('SignUp', body)).toMatchObject({ status: 400, type: 'InvalidParameterException' });
    for (const UserAttributes of [{}, ['x'], [{ Name: 'given_name', Value: 1 }], [null]]) expect(await post('SignUp', JSON.stringify({ ClientId: 'web', Username: 'a@b.c', Password: 'Passw0rd!', UserAttributes }))).toMatchObject({ status: 400, type: 'InvalidParameterException' });
  });

  it('answers pages of this machine, who cannot administer', async () => {
    expect(await post('SignUp', '{}', { origin: 'http://localhost:5173' })).toMatchObject({ origin: 'http://localhost:5173' });
    for (const origin of ['https://evil.test', 'http://localhost.evil.test', 'null']) expect(await post('SignUp', '{}', { origin })).toMatchObject({ origin: null });
    const preflight = await fetch(cognito.url, { method: 'OPTIONS', headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, '*']);
  });

  it('is not started where the port is taken', async () => {
    await expect(startCognito({ ...options, folder: join(folder, 'other'), port: Number(new URL(cognito.url).port) })).rejects.toThrow(/EADDRINUSE/);
  });

  it('publishes its key and its configuration, and nothing else', async () => {
    expect([cognito.issuer, cognito.jwksUrl]).toEqual([`${cognito.url}/eu-west-1_Test`, `${cognito.issuer}/.well-known/jwks.json`]);
    const { keys } = await (await fetch(cognito.jwksUrl)).json() as { keys: Record<string, unknown>[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
    expect(await (await fetch(`${cognito.issuer}/.well-known/openid-configuration`)).json()).toMatchObject({ issuer: cognito.issuer, jwks_uri: cognito.jwksUrl });
    for (const path of ['/', '/health', '/other/.well-known/jwks.json', '/oauth2/token']) expect((await fetch(`${cognito.url}${path}`)).status).toBe(404);
  });
});
