import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { attempt } from './attacks.js';
import { keepingSessions } from './cast.js';
import { openControl, type ControlWorld, type Member } from './harness.js';

/** A member's life, from SQL. */
export function lifeSuite(version: ServerMajor): void {
  describe(`on PostgreSQL ${version}`, () => {
    let world: ControlWorld;
    let acme: string;
    let globex: string;
    let admin: Member;
    let app: Member;
    beforeAll(async () => {
      world = await openControl({ version });
      [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
      admin = await world.addMember(acme, 'admins');
      app = await world.addMember(null, 'application_admins');
    });
    afterAll(() => world.close());

    const who = 'select cognition.current_user_id() as id, cognition.current_tenant() as tenant, cognition.current_role_name() as role';
    const notes = (tenant: string): string => `select body from ${tenant}.notes`;
    const allowed = /^gave/;

    async function groups(id: string): Promise<readonly string[]> {
      const { rows } = await world.super.query<{ name: string }>('select g.rolname as name from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member where r.rolname = $1', [id]);
      return rows.map(({ name }) => name);
    }

    async function role(id: string): Promise<{ login: boolean; until: string | null } | null> {
      const { rows } = await world.super.query<{ login: boolean; until: string | null }>("select rolcanlogin as login, (rolvaliduntil at time zone 'UTC')::text as until from pg_roles where rolname = $1", [id]);
      return rows[0] ?? null;
    }

    const kept = <T>(work: () => Promise<T>): Promise<T> => keepingSessions(world, work);

    describe('a member', () => {
      it('is invited, activated, and is then what its row says', async () => {
        const { rows: [made] } = await admin.session.query<{ id: string; status: string }>(`select id, status from cognition.invite_user('New@X.test', 'users')`);
        expect(made).toMatchObject({ status: 'invited' });
        const id = made?.id ?? '';
        expect(await role(id)).toBeNull();
        const [hooks, worker] = [await world.hooks(), await world.worker()];
        expect((await hooks.query("select cognition.is_invited('new@x.TEST') as yes, array(select cognition.pending_invitations('NEW@x.test')) as pending")).rows).toEqual([{ yes: true, pending: [id] }]);
        await worker.query('select cognition.activate_user($1, $2, $3, $4)', [id, 'sub-new', 'new@x.test', scramVerifier('first')]);
        const session = await world.login(id, 'first');
        expect((await session.query(who)).rows).toEqual([{ id, tenant: acme, role: 'users' }]);
        expect((await hooks.query(`select * from cognition.claims('sub-new')`)).rows).toEqual([{ userid: id, tenant: acme, role: 'users' }]);
        // As after a Lambda that was killed behind the commit: once more, with another password.
        await worker.query('select cognition.activate_user($1, $2, $3, $4)', [id, 'sub-new', 'new@x.test', scramVerifier('second')]);
        await expect(world.login(id, 'first')).rejects.toMatchObject({ code: '28P01' });
        expect((await (await world.login(id, 'second')).query('select 1 as one')).rows).toEqual([{ one: 1 }]);
        expect(await groups(id)).toEqual([`${acme}_users`]);
      });

      it('is activated by two workers at once, one after the other', async () => {
        const { rows: [made] } = await admin.session.query<{ id: string }>(`select id from cognition.invite_user('twice@x.test', 'users')`);
        const [one, two] = [await world.worker(), await world.login('cognition_worker', 'none').catch(() => null)];
        expect(two).toBeNull();
        const call = (client: Client): Promise<unknown> => client.query('select cognition.activate_user($1, $2, $3, $4)', [made?.id, 'sub-twice', 'twice@x.test', scramVerifier('x')]);
        await Promise.all([call(one), world.asOwner('select cognition.activate_user($1, $2, $3, $4)', [made?.id, 'sub-twice', 'twice@x.test', scramVerifier('x')])]);
        expect(await groups(made?.id ?? '')).toEqual([`${acme}_users`]);
      });

      it('is shut out of its open session by suspension, and let in again', async () => {
        const bob = await world.addMember(acme, 'users');
        await bob.session.query('prepare p as ' + notes(acme));
        await kept(() => admin.session.query('select cognition.suspend_user($1)', [bob.id]));
        expect(await attempt(bob.session, notes(acme))).toBe('42501');
        expect(await attempt(bob.session, 'execute p')).toBe('42501');
        await expect(world.login(bob.id, bob.password)).rejects.toMatchObject({ code: '28000' });
        expect((await (await world.hooks()).query('select * from cognition.claims($1)', [bob.sub])).rows).toEqual([]);
        await admin.session.query('select cognition.resume_user($1)', [bob.id]);
        expect(await attempt(bob.session, 'execute p')).toMatch(allowed);
        expect((await (await world.login(bob.id, bob.password)).query(who)).rows).toEqual([{ id: bob.id, tenant: acme, role: 'users' }]);
      });

      it('is shut out within a transaction that sees its row as it was', async () => {
        const bob = await world.addMember(acme, 'users');
        await bob.session.query('begin isolation level repeatable read; ' + notes(acme));
        await kept(() => admin.session.query('select cognition.suspend_user($1)', [bob.id]));
        await expect(bob.session.query(notes(acme))).rejects.toMatchObject({ code: '42501' });
        await bob.session.query('rollback');
      });

      it('loses its sessions with its rights', async () => {
        const bob = await world.addMember(acme, 'users');
        const running = bob.session.query('select pg_sleep(30)').then(() => 'slept', (error: { code?: string }) => error.code ?? 'gone');
        await new Promise((resolve) => setTimeout(resolve, 100));
        await admin.session.query('select cognition.suspend_user($1)', [bob.id]);
        expect(['57P01', 'gone']).toContain(await running);
        const { rows } = await world.super.query(`select 1 from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid where r.rolname = 'cognition_owner' and g.rolname = $1 and m.grantor <> 10`, [bob.id]);
        expect(rows).toEqual([]);
      });

      it('has the rights of its role, in open sessions too', async () => {
        const bob = await world.addMember(acme, 'users');
        await kept(() => admin.session.query("select cognition.change_user_role($1, 'admins')", [bob.id]));
        expect((await bob.session.query(who)).rows).toEqual([{ id: bob.id, tenant: acme, role: 'admins' }]);
        expect(await groups(bob.id)).toEqual([`${acme}_admins`]);
        expect(await attempt(bob.session, `select email from cognition.invite_user('b@b.test', 'users')`)).toMatch(allowed);
        await kept(() => admin.session.query("update cognition.users set app_role = 'billing' where id = $1", [bob.id]));
        expect(await attempt(bob.session, `select email from cognition.invite_user('b@b.test', 'users')`)).toBe('42501');
        expect(await attempt(bob.session, notes(acme))).toBe('42501');
      });

      it('is moved, and sees the other tenant only', async () => {
        const bob = await world.addMember(acme, 'users');
        await kept(() => app.session.query('select cognition.move_user($1, $2)', [bob.id, globex]));
        expect((await bob.session.query(who)).rows).toEqual([{ id: bob.id, tenant: globex, role: 'users' }]);
        expect(await attempt(bob.session, notes(acme))).toBe('42501');
        expect(await attempt(bob.session, notes(globex))).toMatch(allowed);
        expect(await groups(bob.id)).toEqual([`${globex}_users`]);
      });

      it('is shut out when its time is up, and let in when it is given more', async () => {
        const bob = await world.addMember(acme, 'users');
        await admin.session.query("update cognition.users set expires_at = clock_timestamp() + interval '0.2 seconds' where id = $1", [bob.id]);
        expect(await attempt(bob.session, notes(acme))).toMatch(allowed);
        await new Promise((resolve) => setTimeout(resolve, 250));
        expect(await attempt(bob.session, 'select cognition.current_user_id()')).toBe('null');
        await expect(world.login(bob.id, bob.password)).rejects.toMatchObject({ code: '28P01' });
        const sweep = async (): Promise<unknown> => (await (await world.worker()).query('select cognition.expire_users() as n')).rows;
        expect(await kept(sweep)).toEqual([{ n: 1 }]);
        expect(await sweep()).toEqual([{ n: 0 }]);
        expect(await attempt(bob.session, notes(acme))).toBe('42501');
        await admin.session.query("update cognition.users set expires_at = '2100-01-02 03:04:05.678+00' where id = $1", [bob.id]);
        expect(await attempt(bob.session, notes(acme))).toMatch(allowed);
        expect(await role(bob.id)).toEqual({ login: true, until: '2100-01-02 03:04:05.678' });
      });

      it.each([['infinity', 'infinity'], ['10000-01-01 00:00+00', 'infinity']])('may stay until %s', async (end, until) => {
        const bob = await world.addMember(acme, 'users');
        await admin.session.query("set datestyle = 'German'; set timezone = 'Asia/Kathmandu'");
        for (const one of ['01.02.2100 00:00', end]) await admin.session.query('update cognition.users set expires_at = $2 where id = $1', [bob.id, one]);
        await admin.session.query('reset datestyle; reset timezone');
        expect(await role(bob.id)).toEqual({ login: true, until });
      });

      it('is removed with its login, and what it made is the tenant\'s', async () => {
        const bob = await world.addMember(acme, 'users');
        await bob.session.query('select lo_create(4711)');
        await admin.session.query('select cognition.remove_user($1)', [bob.id]);
        expect(await role(bob.id)).toBeNull();
        const { rows } = await world.super.query('select o.rolname as owner from pg_largeobject_metadata l join pg_roles o on o.oid = l.lomowner where l.oid = 4711');
        expect(rows).toEqual([{ owner: `${acme}_owner` }]);
        expect(await world.asOwner('select * from cognition.identities where user_id = $1', [bob.id])).toEqual([]);
      });

      it('cannot be removed while rows of the tenant name it, and keeps its login then', async () => {
        const bob = await world.addMember(acme, 'users');
        await bob.session.query(`insert into ${acme}.notes (body) values ('mine')`);
        await expect(admin.session.query('select cognition.remove_user($1)', [bob.id])).rejects.toMatchObject({ code: '23503' });
        expect(await groups(bob.id)).toEqual([`${acme}_users`]);
      });
    });

    describe('a person in two tenants', () => {
      it('has a membership in each, and the token of the one chosen last', async () => {
        const [one, two] = [await world.addMember(acme, 'users', { sub: 'both', email: 'both@x.test' }), await world.addMember(globex, 'admins', { sub: 'both', email: 'both@x.test' })];
        const claims = async (): Promise<unknown> => (await (await world.hooks()).query<{ userid: string }>(`select userid from cognition.claims('both')`)).rows[0]?.userid;
        expect(await claims()).toBe(one.id);
        expect((await one.session.query('select tenant, role, is_current from cognition.my_tenants()')).rows).toEqual([
          { tenant: acme, role: 'users', is_current: true }, { tenant: globex, role: 'admins', is_current: false },
        ]);
        expect((await one.session.query('select id from cognition.switch_tenant($1)', [globex])).rows).toEqual([{ id: two.id }]);
        expect(await claims()).toBe(two.id);
        expect((await two.session.query('select cognition.tenants_of($1) as t', [two.id])).rows).toEqual([{ t: acme }, { t: globex }]);
        await app.session.query('select cognition.suspend_user($1)', [two.id]);
        expect(await claims()).toBe(one.id);
        expect((await one.session.query('select tenant from cognition.my_tenants()')).rows).toEqual([{ tenant: acme }]);
        await expect(one.session.query('select cognition.switch_tenant($1)', [globex])).rejects.toMatchObject({ code: 'P0002' });
      });
    });

    describe('the first application admin', () => {
      it('is invited by whoever may become the owner, once', async () => {
        const invite = `select id, app_role, status from cognition.invite_application_admin('First@X.test')`;
        const first = await world.asOwner(invite);
        expect(first).toMatchObject([{ app_role: 'application_admins', status: 'invited' }]);
        expect(await world.asOwner(invite)).toEqual(first);
        expect(await attempt(app.session, invite)).toBe('42501');
      });

      it('invites into any tenant, and others like it', async () => {
        expect(await attempt(app.session, `select app_role from cognition.invite_user_into('${globex}', 'x@y.z', 'admins')`)).toBe('gave {"app_role":"admins"}');
        expect(await attempt(app.session, `select app_role from cognition.invite_user_into(null, 'x@y.z', 'application_admins')`)).toBe('gave {"app_role":"application_admins"}');
        expect(await attempt(app.session, `select app_role from cognition.invite_user_into(null, 'x@y.z', 'users')`)).toBe('23514');
        expect(await attempt(app.session, `select app_role from cognition.invite_user_into('nowhere', 'x@y.z', 'users')`)).toBe('P0002');
      });
    });

    describe('helpers', () => {
      it('answer about whom the caller sees', async () => {
        const bob = await world.addMember(acme, 'users');
        expect((await admin.session.query(`select array(select cognition.groups_of($1)) as groups, cognition.role_of($1, $2) as role`, [bob.id, acme])).rows).toEqual([{ groups: [`${acme}_users`, 'tenant_users'], role: 'users' }]);
        expect((await bob.session.query(`select array(select cognition.groups_of($1)) as groups, cognition.role_of($1, $2) as role`, [bob.id, acme])).rows).toEqual([{ groups: [`${acme}_users`, 'tenant_users'], role: 'users' }]);
        expect((await app.session.query('select cognition.role_of($1, $2) as role', [bob.id, acme])).rows).toEqual([{ role: 'users' }]);
      });
    });

    describe('rotation', () => {
      it('sets a password by its verifier', async () => {
        const bob = await world.addMember(acme, 'users');
        await (await world.rotation()).query('select cognition.set_user_password($1, $2)', [bob.id, scramVerifier('rotated')]);
        await expect(world.login(bob.id, bob.password)).rejects.toMatchObject({ code: '28P01' });
        expect((await (await world.login(bob.id, 'rotated')).query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      });
    });
  });
}
