import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../src/postgres/scram-verifier.js';
import { openLocalDatabase, pgcog, removeProject, shopProject, type Ran } from './support.js';

let root = '';
let local: Awaited<ReturnType<typeof openLocalDatabase>>;
const run = (...args: readonly string[]): Promise<Ran> => pgcog(root, args);
const member = async (...args: readonly string[]): Promise<unknown> => (await run('user', ...args, '--json')).json['member'];

/** As the worker does it, for all that is open to the address. */
async function activate(email: string, sub: string): Promise<void> {
  const { rows } = await local.client.query<{ id: string }>('select p as id from cognition.pending_invitations($1) p', [email]);
  for (const { id } of rows) await local.client.query('select cognition.activate_user($1, $2, $3, $4)', [id, sub, email, scramVerifier('a password of nobody')]);
}

async function rowsOf(): Promise<unknown> {
  return (await local.client.query('select u.*, i.sub, i.chosen_at from cognition.users u left join cognition.identities i on i.user_id = u.id order by u.id')).rows;
}

beforeAll(async () => {
  root = shopProject();
  await run('control', 'up');
  local = await openLocalDatabase(root);
  for (const name of ['acme', 'globex', 'initech']) await run('tenant', 'create', name);
});
afterAll(async () => {
  await local.close();
  removeProject(root);
});

describe('pgcog user invite', () => {
  it('invites into a tenant', async () => {
    expect(await member('invite', ' Ann@Acme.test ', '--tenant', 'acme', '--role', 'admins', '--first-name', 'Ann', '--last-name', "O'Hara", '--expires', '2031-01-31T18:00:00+02:00')).toEqual({
      id: expect.stringMatching(/^u_[0-9a-f]{32}$/), email: 'ann@acme.test', firstName: 'Ann', lastName: "O'Hara", tenant: 'acme', role: 'admins', status: 'invited', expiresAt: '2031-01-31T16:00:00Z',
    });
    expect(await member('invite', 'ann@acme.test', '--tenant', 'globex', '--role', 'users')).toMatchObject({ tenant: 'globex', status: 'invited', expiresAt: null });
    expect(await member('invite', 'root@x.test', '--application-admin')).toMatchObject({ tenant: null, role: 'application_admins' });
  });

  it.each([
    [['bob@x.test', '--application-admin', '--role', 'admins'], 'PGC619', '--role and --application-admin exclude each other', 2],
    [['bob@x.test', '--tenant', 'acme', '--role', 'users', '--expires', '2031-02-30'], 'PGC615', '2031-02-30 is no time of ISO 8601', 2],
    [['bob@x.test', '--tenant', 'acme', '--role', 'users', '--expires', '2031-02-29T10:00+02:00'], 'PGC615', '2031-02-29T10:00+02:00 is no time of ISO 8601', 2],
    [['bob@x.test', '--tenant', 'acme', '--role', 'users', '--first-name', 'x'.repeat(400)], 'PGC615', 'a first or last name has at most 200 characters', 1],
    [['bob@x.test', '--tenant', 'acme', '--application-admin'], 'PGC619', '--tenant and --application-admin exclude each other', 2],
    [['bob@x.test', '--tenant', 'acme', '--role', 'admin'], 'PGC615', 'there is no role admin; did you mean admins?', 1],
    [['bob@x.test', '--tenant', 'acme', '--role', 'application_admins'], 'PGC615', 'there is no role application_admins', 1],
    [['bob.x.test', '--tenant', 'acme', '--role', 'users'], 'PGC615', 'bob.x.test is no e-mail address', 2],
    [['bob@x@test', '--tenant', 'acme', '--role', 'users'], 'PGC615', 'bob@x@test is no e-mail address', 2],
    [['bob@x.test', '--tenant', 'acm', '--role', 'users'], 'PGC612', 'there is no tenant acm; did you mean acme?', 1],
    [['bob@x.test', '--tenant', 'acme', '--role', 'users', '--expires', '31.1.2031'], 'PGC615', '31.1.2031 is no time of ISO 8601', 2],
    [['bob@x.test', '--tenant', 'acme', '--role', 'users', '--expires', '2031-01-31T18:00'], 'PGC615', '2031-01-31T18:00 is no time of ISO 8601', 2],
    [['bob@x.test', '--tenant', 'acme', '--role', 'users', '--expires', '2001-01-31'], 'PGC615', 'the membership would have ended already', 1],
    [['ANN@acme.test', '--tenant', 'acme', '--role', 'users'], 'PGC614', 'this address has a membership there already', 1],
  ])('%j is refused, and nothing is written', async (args, code, message, exit) => {
    const before = await rowsOf();
    const { status, json } = await run('user', 'invite', ...args, '--json');
    expect([status, json['errors']]).toMatchObject([exit, [{ code, message }]]);
    expect(await rowsOf()).toEqual(before);
  });
});

it.each([
  [['invite', 'bob@x.test'], '--tenant is missing'], [['invite', 'bob@x.test', '--tenant', 'acme'], '--role is missing'],
  [['expire', 'ann@acme.test', '--tenant', 'acme'], '--at is missing'],
])('%j lacks a flag: a wrong command line', async (args, message) => {
  const { status, json } = await run('user', ...args, '--json');
  expect([status, json['errors']]).toMatchObject([2, [{ code: 'PGC619', message }]]);
});

describe('the life of a member', () => {
  it('is found by the address where that is enough, else by the tenant', async () => {
    await activate('ann@acme.test', 'sub-ann');
    expect(await run('user', 'suspend', 'ann@acme.test')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC616: ann@acme.test has several memberships: acme (admins), globex (users)\n  = help: say which: --tenant NAME') });
    expect(await run('user', 'suspend', 'ann@acme.test', '--tenant', 'initech')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC612: ann@acme.test is no member of initech\n  = help: memberships of this address: acme (admins), globex (users)') });
    expect(await run('user', 'suspend', 'nobody@acme.test')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC612: nobody here has the address nobody@acme.test') });
    expect(await run('user', 'suspend', 'ann@acme.test', '--application-admin')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC612: ann@acme.test is no application admin') });
  });

  it('is not suspended while it is invited', async () => {
    expect(await run('user', 'suspend', 'root@x.test')).toMatchObject({ status: 1, err: expect.stringContaining('= help: pgcog user remove EMAIL takes the invitation back') });
  });

  it('suspend, resume, role', async () => {
    expect(await member('suspend', 'ann@acme.test', '--tenant', 'acme')).toMatchObject({ status: 'suspended' });
    expect(await member('resume', 'ann@acme.test', '--tenant', 'acme')).toMatchObject({ status: 'active' });
    expect(await member('role', 'ann@acme.test', 'billing', '--tenant', 'acme')).toMatchObject({ role: 'billing' });
    expect(await run('user', 'role', 'ann@acme.test', 'boss', '--tenant', 'acme')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC615: there is no role boss\n  = help: roles of pgcog.config.ts: admins, billing, users') });
  });

  it('is not for application admins what is about tenants', async () => {
    for (const args of [['role', 'root@x.test', 'users'], ['move', 'root@x.test', '--to', 'acme']]) {
      expect(await run('user', ...args)).toMatchObject({ status: 1, err: expect.stringContaining('error PGC613: root@x.test is application admin, and has no role in a tenant') });
    }
  });

  it('whois shows memberships, groups and what the next token is for; switch changes that', async () => {
    const memberships = async (): Promise<unknown> => (await run('user', 'whois', 'ann@acme.test', '--json')).json['memberships'];
    expect(await memberships()).toMatchObject([
      { tenant: 'acme', role: 'billing', status: 'active', sub: 'sub-ann', groups: ['acme_billing', 'tenant_billing'] },
      { tenant: 'globex', role: 'users', status: 'active', sub: 'sub-ann', groups: ['globex_users', 'tenant_users'] },
    ]);
    for (const to of ['globex', 'acme']) {
      expect(await member('switch', 'ann@acme.test', '--to', to)).toMatchObject({ tenant: to });
      expect((await local.client.query("select tenant from cognition.claims('sub-ann')")).rows).toEqual([{ tenant: to }]);
      expect(await memberships()).toMatchObject([{ tenant: 'acme', isCurrent: to === 'acme' }, { tenant: 'globex', isCurrent: to === 'globex' }]);
    }
    expect((await run('user', 'whois', 'ann@acme.test')).out).toMatch(/^TENANT {2}ROLE {5}STATUS {2}CURRENT {2}GROUPS {23}LOGIN\nacme {4}billing {2}active {2}yes {6}acme_billing tenant_billing {2}u_/);
  });

  it('expire, and move', async () => {
    await local.client.query("update cognition.users set expires_at = '2001-01-01' where email = 'ann@acme.test' and app_role = 'billing'");
    expect((await run('user', 'list', '--status', 'expired', '--json')).json['members']).toMatchObject([{ email: 'ann@acme.test', tenant: 'acme', status: 'expired', expiresAt: '2001-01-01T00:00:00Z' }]);
    expect(await run('user', 'switch', 'ann@acme.test', '--to', 'acme')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC613: ann@acme.test (acme, billing) is expired') });
    expect(await member('expire', 'ann@acme.test', '--tenant', 'acme', '--at', 'never')).toMatchObject({ status: 'active', expiresAt: null });
    expect(await run('user', 'move', 'ann@acme.test', '--tenant', 'acme', '--to', 'globex')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC614') });
    expect(await run('user', 'move', 'ann@acme.test', '--tenant', 'acme')).toMatchObject({ status: 2, err: expect.stringContaining('error PGC619: --to is missing') });
    expect(await member('move', 'ann@acme.test', '--tenant', 'acme', '--to', 'initech', '--role', 'admins')).toMatchObject({ tenant: 'initech', role: 'admins', status: 'active' });
  });

  it('remove ends the login, when the address is said twice', async () => {
    const before = await rowsOf();
    expect(await run('user', 'remove', 'ann@acme.test', '--tenant', 'initech')).toMatchObject({ status: 2, err: expect.stringContaining('error PGC606') });
    expect(await run('user', 'remove', 'ann@acme.test', '--tenant', 'initech', '--confirm', 'bob@acme.test')).toMatchObject({ status: 2, err: expect.stringContaining('error PGC606') });
    expect(await rowsOf()).toEqual(before);
    const removed = (await member('remove', 'Ann@acme.test', '--tenant', 'initech', '--confirm', 'ann@Acme.test')) as { id: string };
    expect((await local.client.query('select from pg_roles where rolname = $1', [removed.id])).rowCount).toBe(0);
    expect((await run('user', 'list')).out).toMatch(/^EMAIL {10}TENANT {2}ROLE {16}STATUS {3}EXPIRES\nroot@x\.test {4}- {7}application_admins {2}invited {2}-\nann@acme\.test {2}globex {2}users {15}active {3}-\n$/);
  });

  it('list asks for a tenant and a status that there are', async () => {
    expect(await run('user', 'list', '--tenant', 'globx')).toMatchObject({ status: 1, err: expect.stringContaining('PGC612: there is no tenant globx; did you mean globex?') });
    expect(await run('user', 'list', '--status', 'gone')).toMatchObject({ status: 2, err: expect.stringContaining('PGC619: there is no status gone\n  = help: one of invited, active, suspended, expired') });
    expect((await run('user', 'list', '--application-admin', '--json')).json['members']).toMatchObject([{ email: 'root@x.test' }]);
  });
});
