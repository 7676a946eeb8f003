import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, describe, expect, it } from 'vitest';
import { startLoopback, type LoopbackServer } from '../../../src/local/http/start-loopback.js';
import { createUserPool, isSub } from '../../../src/runtime/members/user-pool.js';
import { credentials, region } from './support/user-pool.js';

const sub = '5f0c7a7e-0000-4000-8000-000000000001';
const servers: LoopbackServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

interface Stored {
  readonly Username: string;
  readonly Enabled?: boolean;
  readonly UserStatus: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Answers as AWS does for users whose names are not their `sub`; the local pool has none of these. */
async function poolOf(users: readonly Stored[]): Promise<{ readonly pool: ReturnType<typeof createUserPool>; readonly asked: (readonly [string, Record<string, unknown>])[] }> {
  const asked: (readonly [string, Record<string, unknown>])[] = [];
  const server = await startLoopback(async ({ headers, body }) => {
    const request = JSON.parse(body.toString()) as Record<string, unknown>;
    const operation = (headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    asked.push([operation, request]);
    const list = (user: Stored): object[] => Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value }));
    const send = (status: number, answer: object) => ({ status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) });
    if (operation === 'ListUsers') {
      const found = users.filter(({ attributes }) => request['Filter'] === `sub = "${attributes['sub']}"`);
      return send(200, { Users: found.map((user) => ({ Username: user.Username, Enabled: user.Enabled ?? true, UserStatus: user.UserStatus, Attributes: list(user) })) });
    }
    const user = users.find(({ Username }) => Username === request['Username']);
    if (user === undefined) return send(400, { __type: 'UserNotFoundException', message: 'User does not exist.' });
    return send(200, operation === 'AdminGetUser' ? { Username: user.Username, Enabled: user.Enabled ?? true, UserStatus: user.UserStatus, UserAttributes: list(user) } : {});
  });
  servers.push(server);
  return { asked, pool: createUserPool({ userPoolId: 'eu-west-1_pool', client: new CognitoIdentityProviderClient({ endpoint: server.url, region, credentials }) }) };
}

const federated: Stored = { Username: 'Google_117', UserStatus: 'EXTERNAL_PROVIDER', attributes: { sub, email: 'ann@x.test', email_verified: 'true' } };

describe('a person of the user pool', () => {
  it('is found by their sub whatever their name is', async () => {
    const { pool, asked } = await poolOf([federated]);
    expect(await pool.find(sub)).toEqual({ username: 'Google_117', enabled: true, status: 'EXTERNAL_PROVIDER', email: 'ann@x.test', verified: true });
    await pool.signOut(sub);
    expect(asked.at(-1)).toEqual(['AdminUserGlobalSignOut', { UserPoolId: 'eu-west-1_pool', Username: 'Google_117' }]);
  });

  it('is not somebody who has chosen that sub as a name', async () => {
    const impostor: Stored = { Username: sub, UserStatus: 'CONFIRMED', attributes: { sub: '5f0c7a7e-0000-4000-8000-000000000002', email: 'eve@x.test', email_verified: 'true' } };
    const { pool, asked } = await poolOf([impostor]);
    expect(await pool.find(sub)).toBeNull();
    await pool.signOut(sub);
    expect(asked.map(([operation]) => operation)).not.toContain('AdminUserGlobalSignOut');
    expect(await (await poolOf([impostor, federated])).pool.find(sub)).toMatchObject({ username: 'Google_117' });
  });

  it.each([['false', false], ['true', true], ['TRUE', false], ['1', false], ['', false]])('has a proven address where email_verified is "true": %s', async (email_verified, verified) => {
    const { pool } = await poolOf([{ ...federated, Username: sub, attributes: { ...federated.attributes, email_verified } }]);
    expect(await pool.find(sub)).toMatchObject({ verified });
  });

  it('who is gone is signed out already', async () => {
    const { pool } = await poolOf([]);
    await pool.signOut(sub);
    expect(await pool.find(sub)).toBeNull();
  });

  it.each(['ann@x.test', '|117:abc+/=~', '!'.repeat(128)])('may have the sub %s, as in the control schema', async (odd) => {
    const user: Stored = { ...federated, attributes: { ...federated.attributes, sub: odd } };
    expect(isSub(odd)).toBe(true);
    expect(await (await poolOf([user])).pool.find(odd)).toMatchObject({ username: 'Google_117' });
  });

  it.each(['"', '"or"sub"^="', '\\', 'a\\"'])('is found by their name and looked for by no filter where the sub is %s', async (odd) => {
    const { pool, asked } = await poolOf([{ ...federated, Username: odd, attributes: { ...federated.attributes, sub: odd } }]);
    expect(await pool.find(odd)).toMatchObject({ username: odd });
    const others = await poolOf([federated]);
    expect(await others.pool.find(odd)).toBeNull();
    expect([...asked, ...others.asked].map(([operation]) => operation)).toEqual(['AdminGetUser', 'AdminGetUser']);
  });

  it('is never asked for by what is no sub', async () => {
    const { pool, asked } = await poolOf([federated]);
    for (const forged of ['" or sub ^= "', 'a b', 'a\n', '\u007f', '', 'x'.repeat(129), 'ä']) {
      expect(isSub(forged)).toBe(false);
      expect(await pool.find(forged)).toBeNull();
    }
    expect(asked).toEqual([]);
  });
});
