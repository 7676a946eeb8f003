import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../src/runtime/secrets/scram-verifier.js';
import { openMembers, prefix, type MemberWorld } from './support/member-world.js';

let world: MemberWorld;
let acme: string;

beforeAll(async () => {
  world = await openMembers();
  acme = await world.control.addTenant('acme');
});
afterAll(() => world.close());
afterEach(async () => {
  world.lines.length = world.faults.length = world.invitations.length = 0;
  await world.control.asOwner('delete from cognition.events');
});

const address = (): string => `p${randomBytes(4).toString('hex')}@x.test`;
const left = async (): Promise<readonly string[]> => (await world.control.asOwner<{ kind: string }>('select kind from cognition.events order by id')).map(({ kind }) => kind);
const change = (sql: string, id: string): Promise<unknown> => world.control.asOwner(sql, [id]);
const dueAgain = (): Promise<unknown> => world.control.asOwner("update cognition.events set not_before = '-infinity'");

async function active(email = address()): Promise<{ id: string; sub: string; email: string }> {
  const id = await world.invite(acme, 'users', email);
  const sub = await world.pool.add(email);
  expect(await world.worker()({ sub })).toMatchObject({ activated: 1 });
  await world.control.asOwner('delete from cognition.events');
  return { id, sub, email };
}

describe('what the database has noted', () => {
  it('is that somebody is invited: they are told, once, with what the row says then', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    await change("update cognition.users set first_name = 'Ann' where id = $1", id);
    expect(await world.worker()({ source: 'aws.events' })).toEqual({ events: 1, failed: 0, expired: 0 });
    expect(world.invitations).toEqual([{ userid: id, email, first_name: 'Ann', last_name: null, tenant: acme, displayname: acme, role: 'users', expires_at: null }]);
    expect(await world.worker()(null)).toEqual({ events: 0, failed: 0, expired: 0 });
    expect(JSON.stringify(world.lines)).not.toContain(email);
  });

  it('is not that an invitation was taken back', async () => {
    const id = await world.invite(acme, 'users', address());
    await change('delete from cognition.users where id = $1', id);
    expect(await world.worker()({})).toMatchObject({ failed: 0 });
    expect(world.invitations).toEqual([]);
  });

  it('comes again where it fails, and holds up nothing', async () => {
    const [one, two] = [await world.invite(acme, 'users', address()), await world.invite(acme, 'users', address())];
    const failing = world.worker({ invite: async ({ userid, email }) => {
      if (userid === one) throw new Error(`${email} is refused`);
    } });
    expect(await failing({})).toEqual({ events: 1, failed: 1, expired: 0 });
    expect(world.lines.map(({ act, target, code }) => [act, target, code])).toEqual([['invited', one, 'Error'], ['invited', two, 'ok']]);
    expect(world.faults).toHaveLength(1);
    expect(await world.worker()({})).toMatchObject({ events: 0 });
    await dueAgain();
    expect(await world.worker()({})).toMatchObject({ events: 1, failed: 0 });
    expect(world.invitations).toMatchObject([{ userid: one }]);
  });

  it('is that somebody is suspended: their refresh tokens end', async () => {
    const { id, sub } = await active();
    const [session, other] = [await world.pool.session(sub), await world.pool.session((await active()).sub)];
    expect(await session()).toBe(true);
    await change("update cognition.users set status = 'suspended' where id = $1", id);
    expect(await world.worker()({})).toMatchObject({ events: 1, failed: 0 });
    expect([await session(), await other()]).toEqual([false, true]);
    expect(world.secretNames()).toContain(`users/${id}`);
  });

  it('is that a membership has ended: secret and tokens go, and may be gone already', async () => {
    const { id, sub } = await active();
    const session = await world.pool.session(sub);
    await change('delete from cognition.users where id = $1', id);
    expect(await left()).toEqual(['sign_out', 'forget_secret']);
    expect(await world.worker()({})).toEqual({ events: 2, failed: 0, expired: 0 });
    expect([await session(), world.secretNames().includes(`users/${id}`)]).toEqual([false, false]);
    await world.control.asOwner(`insert into cognition.events (kind, data) values ('forget_secret', jsonb_build_object('secret', 'users/' || $1::text)), ('sign_out', '{"sub": "11111111-2222-3333-4444-555555555555"}')`, [id]);
    expect(await world.worker()({})).toEqual({ events: 2, failed: 0, expired: 0 });
  });

  it('is that a membership has ended or changed: its subscriptions end, whether anybody listens or not', async () => {
    const { id, sub } = await active();
    const session = await world.pool.session(sub);
    world.lines.length = 0;
    await change("update cognition.users set app_role = 'admins' where id = $1", id);
    const told: string[] = [];
    const failing = world.worker({ signedOut: () => Promise.reject(new Error('the API does not answer')) });
    expect(await failing({})).toEqual({ events: 0, failed: 1, expired: 0 });
    await dueAgain();
    expect(await world.worker({ signedOut: async (member) => void told.push(member) })({})).toEqual({ events: 1, failed: 0, expired: 0 });
    expect([told, await session(), world.lines.map(({ act, target, code }) => [act, target, code])]).toEqual([[id], true, [['end_subscriptions', id, 'Error'], ['end_subscriptions', id, 'ok']]]);
    await change("update cognition.users set app_role = 'users' where id = $1", id);
    expect(await world.worker()({})).toEqual({ events: 1, failed: 0, expired: 0 });
  });

  it('deletes secrets of members and of roles, and no others', async () => {
    const names = ['services/hooks', 'services/worker', 'overrides/root', '../other', 'users/u_1', `users/u_${'0'.repeat(32)}/../../services/worker`, ''];
    for (const secret of names) await world.control.asOwner(`insert into cognition.events (kind, data) values ('forget_secret', jsonb_build_object('secret', $1::text))`, [secret]);
    expect(await world.worker()({})).toMatchObject({ events: 0, failed: names.length });
    for (const service of ['hooks', 'worker']) expect(world.login(`services/${service}`).username).toBe(`cognition_${service}`);
  });

  it('is more than a handful', async () => {
    for (let n = 0; n < 50; n++) await world.invite(acme, 'users', address());
    const answers = await Promise.all([world.worker()({}), world.worker()({})]);
    expect(answers.map((answer) => ('events' in answer ? answer.events : 0)).reduce((a, b) => a + b)).toBe(50);
    expect(new Set(world.invitations.map(({ userid }) => userid)).size).toBe(50);
  });

  it('is that somebody is shut out, before the invitations of anybody', async () => {
    const { id, sub } = await active();
    const session = await world.pool.session(sub);
    world.lines.length = 0;
    for (let n = 0; n < 30; n++) await world.invite(acme, 'users', address());
    await change("update cognition.users set status = 'suspended' where id = $1", id);
    expect(await world.worker()({})).toMatchObject({ events: 31, failed: 0 });
    expect(world.lines.map(({ act }) => act)).toEqual(['sign_out', ...Array<string>(30).fill('invited')]);
    expect(await session()).toBe(false);
  });

  it('waits for the next run where the time is up', async () => {
    await world.invite(acme, 'users', address());
    expect(await world.worker()({}, { getRemainingTimeInMillis: () => 3_000 })).toMatchObject({ events: 0, failed: 0 });
    expect(await left()).toEqual(['invited']);
  });
});

describe('time', () => {
  it('shuts out whose membership has ended', async () => {
    const { id } = await active();
    await world.control.super.query('alter table cognition.users disable trigger user');
    await world.control.super.query("update cognition.users set expires_at = now() where id = $1", [id]);
    await world.control.super.query('alter table cognition.users enable trigger user');
    expect(await world.worker()({})).toEqual({ events: 0, failed: 0, expired: 1 });
    expect(world.lines.at(-1)).toMatchObject({ act: 'expire', target: '1', code: 'ok' });
    await expect(world.loginWith(`users/${id}`)).rejects.toThrow();
  });
});

describe('the worker', () => {
  it('throws where the database does not let it in, without its words', async () => {
    const { username } = world.login('services/worker');
    world.store.createSecret({ Name: `${prefix}/services/wrong`, SecretString: JSON.stringify({ username, password: 'wrong' }), ClientRequestToken: 'w'.repeat(32) });
    await expect(world.worker({ secret: `${prefix}/services/wrong` })({})).rejects.toThrow(/^the worker stopped: 28P01$/);
  });

  it('may do nothing but its own', async () => {
    const { password, username } = world.login('services/worker');
    const session = await world.control.login(username, password);
    expect((await session.query('select session_user::text as who, cognition.credential_mode() as mode')).rows).toEqual([{ who: 'cognition_worker', mode: 'user' }]);
    for (const sql of ['select * from cognition.users', 'select * from cognition.events', `select * from cognition.claims('x')`, `select cognition.set_user_password('u_${'0'.repeat(32)}', '${scramVerifier('x')}')`]) {
      await expect(session.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each([[{ prefix: '' }], [{ prefix: '/shop' }], [{ prefix: 'shop/' }], [{ prefix: 'shop/*' }]])('takes no options such as %o', (changes) => {
    expect(() => world.worker(changes)).toThrow(TypeError);
  });
});
