import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AdminDisableUserCommand, AdminGetUserCommand, AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { scramVerifier } from '../../../src/runtime/secrets/scram-verifier.js';
import { openMembers, prefix, type MemberWorld } from './support/member-world.js';

let world: MemberWorld;
let acme: string;
let globex: string;

beforeAll(async () => {
  world = await openMembers();
  [acme, globex] = [await world.control.addTenant('acme'), await world.control.addTenant('globex')];
});
afterAll(() => world.close());
afterEach(() => void (world.lines.length = world.faults.length = 0));

const address = (): string => `p${randomBytes(4).toString('hex')}@x.test`;
const statusOf = async (id: string): Promise<string | undefined> => (await world.control.asOwner<{ status: string }>('select status from cognition.users where id = $1', [id]))[0]?.status;

describe('activating a person', () => {
  it('makes all of their memberships active, each with a secret that logs in', async () => {
    const email = address();
    const ids = [await world.invite(acme, 'users', email), await world.invite(globex, 'admins', email), await world.invite(null, 'application_admins', email)];
    const sub = await world.pool.add(email.toUpperCase());
    expect(await world.worker()({ sub, userPoolId: 'eu-west-1_another', role: 'application_admins' })).toEqual({ activated: 3, failed: 0, refused: null });
    for (const id of ids) {
      expect(await statusOf(id)).toBe('active');
      expect(await world.loginWith(`users/${id}`)).toBe(id);
      expect(world.login(`users/${id}`).password).toMatch(/^[\w-]{43}$/);
    }
    const { rows } = await world.control.super.query<{ role: string }>(`select g.rolname as role from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles u on u.oid = m.member where u.rolname = any ($1) order by 1`, [ids]);
    expect(rows.map(({ role }) => role)).toEqual([`${acme}_users`, 'application_admins', `${globex}_admins`].sort());
    expect(world.lines.map(({ act, target, code }) => [act, target, code])).toEqual([...ids].sort().map((id) => ['activate', id, 'ok']));
    expect(await world.worker()({ sub })).toEqual({ activated: 0, failed: 0, refused: null });
  });

  it('twice at once comes to one password', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await world.pool.add(email);
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.worker()({ sub })));
    expect(answers.every((answer) => 'activated' in answer && answer.failed === 0)).toBe(true);
    expect(await world.loginWith(`users/${id}`)).toBe(id);
  });

  it('takes in whom an administrator made, whose password is still to be changed, by a proven address alone', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await world.pool.add(email, { confirmed: false, verified: false });
    expect(await world.worker()({ sub })).toEqual({ activated: 0, failed: 0, refused: 'unverified' });
    const { pool } = world;
    await pool.client.send(new AdminUpdateUserAttributesCommand({ UserPoolId: pool.userPoolId, Username: sub, UserAttributes: [{ Name: 'email_verified', Value: 'true' }] }));
    expect((await pool.client.send(new AdminGetUserCommand({ UserPoolId: pool.userPoolId, Username: sub }))).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect(await world.worker()({ sub })).toEqual({ activated: 1, failed: 0, refused: null });
    expect(await world.loginWith(`users/${id}`)).toBe(id);
  });

  it.each<['unverified' | 'unconfirmed', (email: string) => Promise<string>]>([
    ['unverified', (email) => world.pool.add(email, { verified: false })], ['unconfirmed', (email) => world.pool.signUp(email)],
  ])('does nothing for somebody %s', async (refused, make) => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await make(email);
    expect(await world.worker()({ sub, email, email_verified: 'true', status: 'CONFIRMED' })).toEqual({ activated: 0, failed: 0, refused });
    expect([await statusOf(id), world.secretNames().includes(`users/${id}`)]).toEqual(['invited', false]);
    expect(world.lines).toMatchObject([{ act: 'activate', target: sub, code: refused }]);
  });

  it('does nothing for somebody disabled, unknown, or named as no sub is', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await world.pool.add(email);
    await world.pool.client.send(new AdminDisableUserCommand({ UserPoolId: world.pool.userPoolId, Username: sub }));
    expect(await world.worker()({ sub })).toMatchObject({ refused: 'disabled' });
    // Cognito finds people by their address too: an address is no `sub`.
    for (const forged of [email, '11111111-2222-3333-4444-555555555555', '"or"status"="Enabled', ' ', 5, null, { toString: () => sub }, '" or status = "Enabled', sub.toUpperCase()]) {
      expect(await world.worker()({ sub: forged })).toEqual({ activated: 0, failed: 0, refused: 'unknown' });
    }
    expect(await statusOf(id)).toBe('invited');
  });

  it('says nothing of addresses and passwords', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    await world.worker()({ sub: await world.pool.add(email) });
    const said = JSON.stringify(world.lines);
    expect(said).toContain(id);
    for (const word of [email, world.login(`users/${id}`).password, 'SCRAM']) expect(said).not.toContain(word);
  });
});

describe('a secret that is there already', () => {
  const invited = async (): Promise<{ id: string; sub: string; name: string }> => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    return { id, sub: await world.pool.add(email), name: `${prefix}/users/${id}` };
  };

  it('keeps its password', async () => {
    const { id, sub, name } = await invited();
    world.store.createSecret({ Name: name, SecretString: JSON.stringify({ username: id, password: 'from before' }), ClientRequestToken: 'a'.repeat(32) });
    expect(await world.worker()({ sub })).toMatchObject({ activated: 1 });
    expect(world.login(`users/${id}`).password).toBe('from before');
    expect(await world.loginWith(`users/${id}`)).toBe(id);
  });

  it('is restored where it waits for its deletion', async () => {
    const { id, sub, name } = await invited();
    world.store.createSecret({ Name: name, SecretString: JSON.stringify({ username: id, password: 'from before' }), ClientRequestToken: 'a'.repeat(32) });
    world.store.deleteSecret({ SecretId: name });
    expect(await world.worker()({ sub })).toMatchObject({ activated: 1 });
    expect(await world.loginWith(`users/${id}`)).toBe(id);
  });

  it.each([
    ['another login', (): string => JSON.stringify({ username: 'cognition_worker', password: 'x' })], ['a text', (): string => 'x'],
    ['no password', (id: string): string => JSON.stringify({ username: id })], ['an umlaut', (id: string): string => JSON.stringify({ username: id, password: 'ä' })],
  ])('is refused with %s in it, and nothing is active', async (_, text) => {
    const { id, sub, name } = await invited();
    world.store.createSecret({ Name: name, SecretString: text(id), ClientRequestToken: 'a'.repeat(32) });
    await expect(world.worker()({ sub })).rejects.toThrow('the worker stopped: SecretRefused');
    expect(await statusOf(id)).toBe('invited');
    expect(world.faults).toMatchObject([{ name: 'SecretRefused' }]);
  });
});

describe('an invitation that is none any more', () => {
  /** The worker's own transport, with something else done before the n-th statement. */
  const interposed = (at: number, meanwhile: () => Promise<unknown>): ReturnType<MemberWorld['worker']> => {
    let statements = 0;
    const { transport } = world;
    return world.worker({ transport: { ...transport, execute: async (request) => {
      if (++statements === at) await meanwhile();
      return transport.execute(request);
    } } });
  };
  const remove = (id: string): Promise<unknown> => world.control.asOwner('delete from cognition.users where id = $1', [id]);

  it('leaves no secret behind, whoever made it', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await world.pool.add(email);
    expect(await interposed(2, () => remove(id))({ sub })).toEqual({ activated: 0, failed: 1, refused: null });
    expect(world.secretNames()).not.toContain(`users/${id}`);
    expect(world.lines).toMatchObject([{ act: 'activate', target: id, code: '42501' }]);
  });

  it('keeps its secret where the row still waits', async () => {
    const email = address();
    const [first, second] = [await world.invite(acme, 'users', email), await world.invite(globex, 'users', email)];
    const sub = await world.pool.add(email);
    // Somebody else of this tenant is this person already, by another address.
    const other = await world.control.addMember(acme, 'users', { sub });
    expect(await world.worker()({ sub })).toEqual({ activated: 1, failed: 1, refused: null });
    expect([await statusOf(first), await statusOf(second), await statusOf(other.id)]).toEqual(['invited', 'active', 'active']);
    expect(world.secretNames()).toEqual(expect.arrayContaining([`users/${first}`, `users/${second}`]));
  });

  it('is not taken from who was quicker with the same address', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await world.pool.add(email);
    const quicker = async (): Promise<unknown> => (await world.control.worker()).query('select cognition.activate_user($1, $2, $3, $4)', [id, 'another-sub', email, scramVerifier(world.login(`users/${id}`).password)]);
    expect(await interposed(2, quicker)({ sub })).toEqual({ activated: 0, failed: 1, refused: null });
    expect(await world.loginWith(`users/${id}`)).toBe(id);
  });

  it('is not taken from who becomes active while the secret is being withdrawn', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await world.pool.add(email);
    const end = (at: string): Promise<unknown> => world.control.asOwner('update cognition.users set expires_at = $2 where id = $1', [id, at]);
    const { transport } = world;
    let statements = 0;
    const late = world.worker({ transport: { ...transport, execute: async (request) => {
      statements += 1;
      if (statements === 2) await end('2000-01-01');
      const answer = await transport.execute(request);
      // Behind the first look at what is pending: the member is back, and another worker activates it.
      if (statements === 4) {
        await end('2999-01-01');
        expect(await world.worker()({ sub })).toMatchObject({ activated: 1 });
      }
      return answer;
    } } });
    expect(await late({ sub })).toEqual({ activated: 0, failed: 1, refused: null });
    expect(await world.loginWith(`users/${id}`)).toBe(id);
  });
});
