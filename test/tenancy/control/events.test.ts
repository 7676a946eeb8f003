import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import { installControl } from '../../../src/tenancy/control/install.js';
import { attempt } from './attacks.js';
import { openControl, type ControlWorld, type Member } from './harness.js';

interface Event {
  readonly id: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function take(worker: Client): Promise<readonly Event[]> {
  const { rows } = await worker.query<Event>('select * from cognition.take_events()');
  for (const { id } of rows) await worker.query('select cognition.finish_event($1)', [id]);
  return rows;
}

const said = async (worker: Client): Promise<readonly (readonly unknown[])[]> => (await take(worker)).map(({ kind, data }) => [kind, data]);

describe('what a write asks for outside the database', () => {
  let world: ControlWorld;
  let worker: Client;
  let acme: string;
  let globex: string;
  let admin: Member;
  beforeAll(async () => {
    world = await openControl();
    worker = await world.worker();
    [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
    admin = await world.addMember(acme, 'admins');
    await take(worker);
  });
  afterAll(() => world.close());

  it('is an invitation, as it is when it is sent', async () => {
    const { rows: [made] } = await admin.session.query<{ id: string }>(`select id from cognition.invite_user('New@X.test', 'users', 'Ann')`);
    await admin.session.query(`update cognition.users set email = 'newer@x.test' where id = $1`, [made?.id]);
    const data = { userid: made?.id, email: 'newer@x.test', first_name: 'Ann', last_name: null, tenant: acme, displayname: acme, role: 'users', expires_at: null };
    expect(await said(worker)).toEqual([['invited', data]]);
  });

  it('is nothing for an invitation that was taken back but to forget its secret', async () => {
    const { rows: [made] } = await admin.session.query<{ id: string }>(`select id from cognition.invite_user('gone@x.test', 'users')`);
    await admin.session.query('select cognition.remove_user($1)', [made?.id]);
    expect(await said(worker)).toEqual([['forget_secret', { secret: `users/${made?.id}` }], ['invited', null]]);
  });

  it('is nothing for what was rolled back', async () => {
    await admin.session.query(`begin; select cognition.invite_user('back@x.test', 'users'); rollback`);
    expect(await said(worker)).toEqual([]);
  });

  it('revokes tokens of who is suspended, moved or removed, not of who is resumed or renamed', async () => {
    const ann = await world.addMember(acme, 'users');
    await take(worker);
    const run = (sql: string): Promise<unknown> => world.asOwner(sql, [ann.id]);
    await run(`update cognition.users set first_name = 'Ann' where id = $1`);
    expect(await said(worker)).toEqual([]);
    await run('select cognition.suspend_user($1)');
    expect(await said(worker)).toEqual([['sign_out', { sub: ann.sub }]]);
    await run('select cognition.resume_user($1)');
    expect(await said(worker)).toEqual([]);
    await run(`select cognition.move_user($1, '${globex}', 'users')`);
    expect(await said(worker)).toEqual([['sign_out', { sub: ann.sub }]]);
    await run('select cognition.remove_user($1)');
    expect(await said(worker)).toEqual([['sign_out', { sub: ann.sub }], ['forget_secret', { secret: `users/${ann.id}` }]]);
  });

  it('leaves whoever is a member elsewhere signed in: a tenant ends work for itself alone', async () => {
    const [here, there] = [await world.addMember(acme, 'users', { sub: 'sub-of-two' }), await world.addMember(globex, 'users', { sub: 'sub-of-two' })];
    await take(worker);
    await admin.session.query('select cognition.suspend_user($1)', [here.id]);
    expect(await said(worker)).toEqual([['end_subscriptions', { userid: here.id }]]);
    await world.asOwner('select cognition.suspend_user($1)', [there.id]);
    expect(await said(worker)).toEqual([['sign_out', { sub: 'sub-of-two' }]]);
  });

  it('ends the subscriptions of a membership that ends or changes, and of no other', async () => {
    const [here, there] = [await world.addMember(acme, 'users', { sub: 'sub-listens' }), await world.addMember(globex, 'users', { sub: 'sub-listens' })];
    await take(worker);
    const ended = [['end_subscriptions', { userid: here.id }]];
    const run = (sql: string): Promise<unknown> => world.asOwner(sql, [here.id]);
    await run(`select cognition.change_user_role($1, 'billing')`);
    expect(await said(worker)).toEqual(ended);
    await run(`select cognition.expire_user($1, now() + interval '1 hour')`);
    expect(await said(worker)).toEqual([]);
    await run(`select cognition.expire_user($1, now())`);
    expect(await said(worker)).toEqual(ended);
    await run(`select cognition.expire_user($1, null)`);
    await run(`update cognition.users set first_name = 'Ann', user_preferences = '{"a": 1}', email = 'listens@x.test' where id = $1`);
    expect(await said(worker)).toEqual([]);
    // Their time is up while nobody writes.
    for (const days of [2, 1]) await run(`select cognition.expire_user($1, now() + interval '${days} days')`);
    expect(await said(worker)).toEqual([]);
    expect(await world.asOwner('select e.kind from cognition.events e join cognition.users u on u.expires_at = e.not_before where u.id = $1', [here.id])).toHaveLength(1);
    await world.asOwner(`update cognition.events set not_before = now() where not_before < now() + interval '1 day'`);
    expect(await said(worker)).toEqual([['end_subscriptions', { userid: here.id, expired: true }]]);
    await run(`select cognition.expire_user($1, now() + interval '1 hour')`);
    await run('select cognition.remove_user($1)');
    expect(await world.asOwner(`select kind from cognition.events where not_before > now()`)).toEqual([]);
    expect(await said(worker)).toEqual([...ended, ['forget_secret', { secret: `users/${here.id}` }]]);
    await world.asOwner('select cognition.remove_user($1)', [there.id]);
    expect((await said(worker)).map(([kind]) => kind)).toEqual(['sign_out', 'forget_secret']);
  });

  it('is noted once, however often a row is changed', async () => {
    const [made] = await world.asOwner<{ id: string }>(`select id from cognition.invite_user_into('${acme}', 'often@x.test', 'users')`);
    const ann = await world.addMember(acme, 'users');
    for (let n = 0; n < 5; n++) {
      await admin.session.query('update cognition.users set email = $2 where id = $1', [made?.id, `often${n}@x.test`]);
      await admin.session.query('select cognition.suspend_user($1)', [ann.id]);
      await admin.session.query('select cognition.resume_user($1)', [ann.id]);
    }
    const events = await said(worker);
    expect(events.map(([kind]) => kind)).toEqual(['sign_out', 'invited', 'invited']);
    expect(events.filter(([, data]) => JSON.stringify(data).includes('often4@x.test'))).toHaveLength(1);
    // One that a worker has is not the one that comes after it.
    await admin.session.query(`update cognition.users set email = 'often@x.test' where id = $1`, [made?.id]);
    await worker.query('select * from cognition.take_events()');
    await admin.session.query(`update cognition.users set email = 'oftener@x.test' where id = $1`, [made?.id]);
    expect((await said(worker)).map(([kind]) => kind)).toEqual(['invited']);
    await world.asOwner('delete from cognition.events');
  });

  it('is no second membership of one person in a tenant, by whatever address', async () => {
    const [here, there] = [await world.addMember(acme, 'users', { sub: 'sub-moved' }), await world.addMember(globex, 'users', { sub: 'sub-moved' })];
    await expect(world.asOwner(`select cognition.move_user('${there.id}', '${acme}')`)).rejects.toMatchObject({ code: '23505' });
    await expect(world.asOwner(`update cognition.users set tenant_id = (select tenant_id from cognition.users where id = '${here.id}') where id = '${there.id}'`)).rejects.toMatchObject({ code: '23505' });
  });

  it('is not the end of an invitation that an operator resumes: only its person accepts it', async () => {
    const [made] = await world.asOwner<{ id: string }>(`select id from cognition.invite_user_into('${acme}', 'waits@x.test', 'users')`);
    for (const act of ['suspend_user', 'resume_user']) await expect(world.asOwner(`select cognition.${act}($1)`, [made?.id])).rejects.toMatchObject({ code: '42501' });
  });

  it('comes again, later each time, until it is finished', async () => {
    await take(worker);
    await admin.session.query(`select cognition.invite_user('again@x.test', 'users')`);
    const taken = async (): Promise<number> => (await worker.query('select * from cognition.take_events()')).rows.length;
    expect([await taken(), await taken()]).toEqual([1, 0]);
    const wait = async (): Promise<readonly unknown[]> => world.asOwner('select attempts, not_before - clock_timestamp() > make_interval(secs => 50 * power(2, attempts - 1)) as late from cognition.events');
    expect(await wait()).toEqual([{ attempts: 1, late: true }]);
    await world.asOwner(`update cognition.events set not_before = '-infinity'`);
    expect(await taken()).toBe(1);
    expect(await wait()).toEqual([{ attempts: 2, late: true }]);
    await world.asOwner(`update cognition.events set not_before = '-infinity'`);
    expect(await said(worker)).toHaveLength(1);
    expect(await world.asOwner('select * from cognition.events')).toEqual([]);
  });

  it('is what shuts people out before invitations, of which one tenant may have thousands', async () => {
    const [ann, bob] = [await world.addMember(globex, 'users'), await world.addMember(globex, 'users')];
    await take(worker);
    await world.asOwner(`insert into cognition.users (email, tenant_id) select 'many' || n || '@x.test', t.id from generate_series(1, 2000) n, cognition.tenants t where t.name = $1`, [acme]);
    await world.asOwner(`select cognition.suspend_user($1)`, [ann.id]);
    await world.asOwner(`select cognition.remove_user($1)`, [bob.id]);
    const first = await take(worker);
    expect(first.slice(0, 3).map(({ kind, data }) => [kind, data])).toEqual([['sign_out', { sub: ann.sub }], ['sign_out', { sub: bob.sub }], ['forget_secret', { secret: `users/${bob.id}` }]]);
    // Oldest first within either.
    expect(first.slice(3).map(({ data }) => data['email'])).toEqual(Array.from({ length: 17 }, (_one, n) => `many${n + 1}@x.test`));
    expect((await take(worker)).map(({ data }) => data['email'])).toEqual(Array.from({ length: 20 }, (_one, n) => `many${n + 18}@x.test`));
    await world.asOwner(`delete from cognition.users where email like 'many%'`);
    await world.asOwner('delete from cognition.events');
  });

  it('is given to one of two that ask at once', async () => {
    for (const name of ['one', 'two', 'three']) await admin.session.query('select cognition.invite_user($1, $2)', [`${name}@x.test`, 'users']);
    await worker.query('begin');
    expect((await worker.query('select * from cognition.take_events(2)')).rows).toHaveLength(2);
    expect(await world.asOwner('select * from cognition.take_events()')).toHaveLength(1);
    await worker.query('commit');
  });

  it('is for the worker alone', async () => {
    for (const sql of ['select * from cognition.take_events()', 'select cognition.finish_event(1)', 'select * from cognition.events', `select cognition.tenant_login('${acme}', 'users')`, `select cognition.switch_member('${admin.id}')`]) {
      expect(await attempt(admin.session, sql), sql).toBe('42501');
    }
    expect(await attempt(worker, 'select * from cognition.events')).toBe('42501');
    expect(await attempt(worker, `select cognition.switch_member('${admin.id}')`)).toBe('42501');
    expect(await attempt(worker, `select cognition.tenant_login('${acme}', 'users')`)).toBe('22023');
  });

  it('lets an operator do what members do, and nobody else', async () => {
    const [made] = await world.asOwner<{ id: string }>(`select id from cognition.invite_user_into('${acme}', 'op@x.test', 'users')`);
    expect(await world.asOwner(`select app_role from cognition.change_user_role($1, 'admins')`, [made?.id])).toEqual([{ app_role: 'admins' }]);
    expect(await world.asOwner(`select status from cognition.suspend_tenant('${globex}')`)).toEqual([{ status: 'suspended' }]);
    await world.asOwner(`select cognition.resume_tenant('${globex}')`);
    expect(await attempt(worker, `select cognition.invite_user_into('${acme}', 'op2@x.test', 'users')`)).toBe('42501');
    expect(await attempt(admin.session, `select cognition.invite_user_into('${globex}', 'op3@x.test', 'users')`)).toBe('42501');
  });
});

describe('where members have no logins of their own', () => {
  let world: ControlWorld;
  let worker: Client;
  beforeAll(async () => {
    world = await openControl({ changes: { credentials: 'role' } });
    worker = await world.worker();
  });
  afterAll(() => world.close());

  it('wants a login for each role of a tenant and for application admins, made once', async () => {
    const acme = await world.addTenant('acme');
    const wanted = (await take(worker)).map(({ kind, data }) => [kind, data['tenant'], data['role']]);
    expect(wanted).toEqual([['make_login', null, 'application_admins'], ['make_login', acme, 'admins'], ['make_login', acme, 'billing'], ['make_login', acme, 'users']]);
    const login = async (tenant: string | null, role: string): Promise<string> => {
      const { rows } = await worker.query<{ id: string }>('select cognition.tenant_login($1, $2) as id', [tenant, role]);
      return rows[0]?.id ?? '';
    };
    const id = await login(acme, 'users');
    expect(await login(acme, 'users')).toBe(id);
    expect(await login(null, 'application_admins')).not.toBe(id);
    for (const word of ['first', 'second']) {
      await worker.query('select cognition.open_tenant_login($1, $2)', [id, scramVerifier(word)]);
      expect(await attempt(await world.login(id, word), `select body from ${acme}.notes`)).toMatch(/^gave/);
    }
    expect(await attempt(worker, `select cognition.tenant_login('${acme}', 'owner')`)).toBe('22023');
    expect(await attempt(worker, `select cognition.tenant_login(null, 'users')`)).toMatch(/^23/);
    expect(await attempt(worker, `select cognition.open_tenant_login('cognition_owner', '${scramVerifier('x')}')`)).toBe('P0002');
    await world.asOwner('select cognition.want_logins()');
    expect((await take(worker)).map(({ data }) => data['role'])).toEqual(['admins', 'billing']);
  });

  it('forgets the secrets of a tenant that is dropped', async () => {
    const globex = await world.addTenant('globex');
    await take(worker);
    await worker.query(`select cognition.tenant_login('${globex}', 'users')`);
    await world.asOwner(`select cognition.drop_tenant('${globex}', '${globex}')`);
    expect(await said(worker)).toEqual([['forget_secret', { secret: `roles/${globex}.users` }]]);
  });

  it('has logins made for its roles before invitations are sent', async () => {
    const late = await world.addTenant('late');
    await take(worker);
    await world.asOwner(`insert into cognition.users (email, tenant_id) select 'eve@x.test', t.id from cognition.tenants t where t.name = $1`, [late]);
    const next = await world.addTenant('next');
    expect((await take(worker)).map(({ kind, data }) => [kind, data['tenant'], data['role']])).toEqual([...['admins', 'billing', 'users'].map((role) => ['make_login', next, role]), ['invited', late, 'users']]);
  });

  it('ends the logins of roles when members get logins of their own', async () => {
    await take(worker);
    await world.asOwner(`delete from cognition.users`);
    const before = await world.asOwner<{ id: string }>('select id from cognition.tenant_logins');
    expect(before.length).toBeGreaterThan(0);
    await installControl(world.master, { ...world.config, credentials: 'user' });
    expect(await world.asOwner('select id from cognition.tenant_logins')).toEqual([]);
    expect((await world.super.query(`select rolname from pg_roles where rolname ~ '^l_'`)).rows).toEqual([]);
    expect((await said(worker)).map(([kind]) => kind)).toEqual(before.map(() => 'forget_secret'));
  });
});
