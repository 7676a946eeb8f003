import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { installControl, installSteps } from '../../../src/tenancy/control/install.js';
import { controlSteps } from '../../../src/tenancy/control/steps.js';
import { openControl, type ControlWorld } from './harness.js';
import { staticFaults } from './static-faults.js';

/** How the control schema is installed and upgraded, and what is there then. */
export function installSuite(version: ServerMajor): void {
  describe(`on PostgreSQL ${version}`, () => {
    let world: ControlWorld;
    beforeAll(async () => (world = await openControl({ version, install: false })));
    afterAll(() => world.close());

    const versions = async (): Promise<unknown> => (await world.super.query<{ version: number }>('select version from cognition.versions order by version')).rows.map(({ version }) => version);
    const last = (): number => controlSteps(world.config).at(-1)?.version ?? 0;

    describe('installControl', () => {
      it('leaves nothing behind when it fails', async () => {
        const steps = controlSteps(world.config).map((step) => (step.version === 1 ? { ...step, sql: `${step.sql}\nselect 1 / 0;` } : step));
        await expect(installSteps(world.master, world.config, steps)).rejects.toMatchObject({ code: '22012' });
        const { rows } = await world.super.query(`select rolname from pg_roles where rolname in ('cognition_owner', 'application_admins', 'tenant_users') union all select nspname from pg_namespace where nspname = 'cognition'`);
        expect(rows).toEqual([]);
      });

      it('goes on where it was interrupted', async () => {
        const steps = controlSteps(world.config).map((step) => (step.version === 3 ? { ...step, sql: 'select 1 / 0;' } : step));
        await expect(installSteps(world.master, world.config, steps)).rejects.toMatchObject({ code: '22012' });
        expect(await versions()).toEqual([1, 2]);
        expect(await installControl(world.master, world.config)).toEqual({ from: 2, to: last() });
        expect(await installControl(world.master, world.config)).toEqual({ from: last(), to: last() });
      });

      it('is the same twice at once', async () => {
        await world.super.query(`alter role aurora_${world.run} password 'again'`);
        const second = await world.login(`aurora_${world.run}`, 'again');
        expect(await Promise.all([installControl(world.master, world.config), installControl(second, world.config)])).toEqual([{ from: last(), to: last() }, { from: last(), to: last() }]);
      });

      it('takes an older database to the newest version', async () => {
        const more = [...controlSteps(world.config), { version: last() + 1, name: 'more', sql: 'create table cognition.more (id int);' }];
        expect(await installSteps(world.master, world.config, more)).toEqual({ from: last(), to: last() + 1 });
        await expect(installControl(world.master, world.config)).rejects.toMatchObject({ name: 'ControlRefusal', message: `the control schema is of version ${last() + 1}, this tool knows ${last()}` });
        await world.asOwner(`drop table cognition.more; delete from cognition.versions where version > ${last()}`);
      });

      it('refuses an edited past version', async () => {
        const steps = controlSteps(world.config).map((step) => (step.version === 2 ? { ...step, sql: `${step.sql} ` } : step));
        await expect(installSteps(world.master, world.config, steps)).rejects.toMatchObject({ name: 'ControlRefusal', message: 'version 2 of the control schema is not what was applied' });
      });

      it('makes the roles that the settings have more, in every tenant', async () => {
        const acme = await world.addTenant('acme');
        const ann = await world.addMember(acme, 'admins');
        const invite = "select app_role from cognition.invite_user('new@x.test', 'extra')";
        await expect(ann.session.query(invite)).rejects.toMatchObject({ code: '42501' });
        const config = { ...world.config, roles: [...world.config.roles, { name: 'extra', inherits: ['users'] }] };
        await installControl(world.master, config);
        expect((await ann.session.query(invite)).rows).toEqual([{ app_role: 'extra' }]);
        const eve = await world.addMember(acme, 'extra');
        expect((await eve.session.query(`select cognition.has_role('users') as users, cognition.has_role('admins') as admins, (select count(*)::int from ${acme}.notes) as notes`)).rows).toEqual([{ users: true, admins: false, notes: 1 }]);
        await expect(installControl(world.master, world.config)).rejects.toThrow(/^members have roles that the settings do not have: extra \([^ ]+ of acme_\w+, and 1 more\)$/u);
        await expect(installControl(world.master, { ...config, credentials: 'role' })).rejects.toMatchObject({ code: '55000' });
        await installControl(world.master, config);
      });

      it('takes what is not inherited any more, and gives a role that comes back what it had', async () => {
        const extra = [...world.config.roles, { name: 'extra', inherits: ['users'] }];
        const withGuests = (inherits: readonly string[]) => ({ ...world.config, roles: [...extra, { name: 'guests', inherits }] });
        const back = await world.addTenant('back');
        await installControl(world.master, withGuests(['users']));
        const notes = (tenant: string): string => `select count(*)::int as notes from ${tenant}.notes`;
        const eve = await world.addMember(back, 'guests');
        expect((await eve.session.query(notes(back))).rows).toEqual([{ notes: 1 }]);
        await installControl(world.master, withGuests([]));
        await expect(eve.session.query(notes(back))).rejects.toMatchObject({ code: '42501' });
        await world.asOwner("delete from cognition.users where app_role = 'guests'");
        await installControl(world.master, { ...world.config, roles: extra });
        // Made while there were no guests.
        const between = await world.addTenant('between');
        await installControl(world.master, withGuests(['users']));
        for (const tenant of [back, between]) {
          const guest = await world.addMember(tenant, 'guests');
          expect((await guest.session.query(notes(tenant))).rows).toEqual([{ notes: 1 }]);
          await expect(guest.session.query(notes(tenant === back ? between : back))).rejects.toMatchObject({ code: '42501' });
        }
        await world.asOwner("delete from cognition.users where app_role = 'guests'");
        await installControl(world.master, { ...world.config, roles: extra });
        await world.super.query(`create role tenant_stranger`);
        await expect(installControl(world.master, { ...world.config, roles: [...extra, { name: 'stranger', inherits: [] }] })).rejects.toMatchObject({ code: '42710' });
        await world.super.query(`drop role tenant_stranger`);
      });

      it('is not for whoever owns no database', async () => {
        await world.super.query(`create role poor_${world.run} login createrole password 'poor'; grant connect on database ${world.database} to poor_${world.run}`);
        const poor = await world.login(`poor_${world.run}`, 'poor');
        await expect(installControl(poor, world.config)).rejects.toMatchObject({ name: 'ControlRefusal', hint: expect.stringContaining('CREATEROLE') });
      });

      it('takes nobody else\'s roles or schema', async () => {
        const other = `pgcog_control_${randomBytes(3).toString('hex')}`;
        await world.master.query(`create database ${other}`);
        await world.super.query(`alter role aurora_${world.run} password 'again'`);
        const session = await world.login(`aurora_${world.run}`, 'again', other);
        await expect(installControl(session, world.config)).rejects.toMatchObject({ code: '42710', message: expect.stringContaining('cognition_owner') });
        await session.query('create schema cognition');
        await expect(installControl(session, world.config)).rejects.toMatchObject({ name: 'ControlRefusal', message: 'there is a schema cognition that is not ours' });
      });
    });

    describe('what was installed', () => {
      it('keeps the rules that the catalog can tell', async () => {
        expect(await staticFaults(world)).toEqual([]);
      });

      it('has these functions with the owner\'s rights, for these callers', async () => {
        const { rows } = await world.super.query<{ name: string; callers: string }>(`
          select p.proname as name, string_agg(case when g.rolname ~ '^tenant_' then 'members' else g.rolname end, ' ' order by g.rolname) filter (where g.rolname in ('application_admins', 'tenant_users', 'cognition_hooks', 'cognition_worker', 'cognition_rotation')) as callers
          from pg_proc p left join lateral aclexplode(p.proacl) a on a.grantee <> p.proowner left join pg_roles g on g.oid = a.grantee
          where p.pronamespace = 'cognition'::regnamespace and p.prosecdef group by p.proname order by p.proname collate "C"`);
        const all = 'application_admins members';
        expect(Object.fromEntries(rows.map(({ name, callers }) => [name, callers]))).toEqual({
          give_tenant: null, grant_to_all: null, grant_to_tenant: null, tenant_differences: null,
          take_events: 'cognition_worker', finish_event: 'cognition_worker', tenant_login: 'cognition_worker', open_tenant_login: 'cognition_worker',
          raise_user_events: null, raise_login_events: null, raise_tenant_events: null,
          activate_user: 'cognition_worker', credential_mode: 'cognition_worker', claims: 'cognition_hooks', is_invited: 'cognition_hooks', pending_invitations: 'cognition_hooks cognition_worker', set_user_password: 'cognition_rotation',
          expire_users: 'application_admins cognition_worker', create_tenant: 'application_admins', drop_tenant: 'application_admins', invite_user_into: 'application_admins', invite_user: null,
          current_role_name: all, current_tenant: all, current_user_id: all, enter: all, groups_of: all, my_tenants: all, role_of: all, switch_tenant: all, tenants_of: all, remove_user: 'application_admins',
          drop_tenant_login: null, project_tenant: null, project_user: null, record_change: null,
        });
      });

      it('leaves PUBLIC nothing in the database, in schema public and in the control schema', async () => {
        const { rows } = await world.super.query(`select has_database_privilege('public', current_database(), 'CONNECT') as connect, has_database_privilege('public', current_database(), 'TEMP') as temp,
          has_schema_privilege('public', 'public', 'USAGE') as usage, has_schema_privilege('public', 'public', 'CREATE') as make, has_schema_privilege('public', 'cognition', 'USAGE') as control`);
        expect(rows).toEqual([{ connect: false, temp: false, usage: false, make: false, control: false }]);
      });

      it('has an owner that nobody logs in as, without rights beyond making roles', async () => {
        const { rows } = await world.super.query(`select rolname, rolcanlogin, rolsuper, rolcreatedb, rolbypassrls, rolreplication, rolcreaterole from pg_roles where rolname in ('cognition_owner', 'tenant_users', 'application_admins') order by 1`);
        const plain = { rolcanlogin: false, rolsuper: false, rolcreatedb: false, rolbypassrls: false, rolreplication: false };
        expect(rows).toEqual([{ rolname: 'application_admins', ...plain, rolcreaterole: false }, { rolname: 'cognition_owner', ...plain, rolcreaterole: true }, { rolname: 'tenant_users', ...plain, rolcreaterole: false }]);
      });
    });
  });
}
