import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { attempt } from './attacks.js';
import { openControl, type ControlWorld, type Member } from './harness.js';

/** A tenant's life, from SQL. */
export function tenantLifeSuite(version: ServerMajor): void {
  describe(`on PostgreSQL ${version}`, () => {
    let world: ControlWorld;
    let acme: string;
    let globex: string;
    let app: Member;
    beforeAll(async () => {
      world = await openControl({ version });
      [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
      app = await world.addMember(null, 'application_admins');
    });
    afterAll(() => world.close());

    const notes = (tenant: string): string => `select body from ${tenant}.notes`;
    const allowed = /^gave/;

    describe('a tenant', () => {
      it('is suspended with all its members, and resumed', async () => {
        const [one, two] = [await world.addMember(globex, 'users'), await world.addMember(globex, 'users')];
        await app.session.query('select cognition.suspend_user($1)', [two.id]);
        await app.session.query('select cognition.suspend_tenant($1)', [globex]);
        await expect(world.login(one.id, one.password)).rejects.toMatchObject({ code: '28000' });
        expect((await (await world.hooks()).query('select * from cognition.claims($1)', [one.sub])).rows).toEqual([]);
        await app.session.query('select cognition.resume_tenant($1)', [globex]);
        expect(await attempt(await world.login(one.id, one.password), notes(globex))).toMatch(allowed);
        await expect(world.login(two.id, two.password)).rejects.toMatchObject({ code: '28000' });
      });

      it.each(['tenant', 'tenant_x', 'application', 'cognition', 'pg_x', 'rdsadmin', 'aws_s3', 'public', 'shared', 'extensions', 'information_schema', 'tenant_template', 'Acme', '1a', 'a-b', 'a"; drop schema cognition; --', '', `a${'b'.repeat(55)}`])('cannot be called %j', async (name) => {
        await expect(world.asOwner('select cognition.add_tenant($1, $1)', [name])).rejects.toMatchObject({ code: '22023' });
      });

      it('cannot have a name whose roles or schema are taken', async () => {
        await world.super.query(`create role taken_${world.run}_users`);
        await expect(world.asOwner('select cognition.add_tenant($1, $1)', [`taken_${world.run}`])).rejects.toMatchObject({ code: '42710' });
        await expect(world.asOwner('select cognition.add_tenant($1, $1)', [acme])).rejects.toMatchObject({ code: '42710' });
        const confusing = await world.addTenant('acme_users');
        const eve = await world.addMember(confusing, 'users');
        expect(await attempt(eve.session, notes(acme))).toBe('42501');
        expect((await eve.session.query('select cognition.current_user_id() as id, cognition.current_tenant() as tenant, cognition.current_role_name() as role')).rows).toEqual([{ id: eve.id, tenant: confusing, role: 'users' }]);
      });

      it('is dropped whole, by its name said twice', async () => {
        const doomed = await world.addTenant('doomed');
        const bob = await world.addMember(doomed, 'users');
        await bob.session.query(`insert into ${doomed}.notes (body) values ('mine')`);
        await app.session.query('select cognition.drop_tenant($1, $1)', [doomed]);
        const { rows } = await world.super.query('select rolname from pg_roles where rolname like $1 or rolname = $2 union all select nspname from pg_namespace where nspname = $3', [`${doomed}%`, bob.id, doomed]);
        expect(rows).toEqual([]);
      });

      it('is dropped without a tenant whose name begins like its own, or is called like one of its roles', async () => {
        const doomed = await world.addTenant('first');
        const [longer, role] = [await world.addTenantNamed(`${doomed}1`), await world.addTenantNamed(`${doomed}_users`)];
        const eve = await world.addMember(role, 'users');
        await app.session.query('select cognition.drop_tenant($1, $1)', [doomed]);
        expect(await attempt(eve.session, notes(role))).toMatch(allowed);
        const { rows } = await world.super.query<{ n: number }>('select count(*)::int as n from pg_roles where starts_with(rolname, $1)', [doomed]);
        expect(rows).toEqual([{ n: 8 }]);
        for (const name of [longer, role]) await app.session.query('select cognition.drop_tenant($1, $1)', [name]);
      });

      it('is made by twenty at once', async () => {
        const names = Array.from({ length: 20 }, (_one, number) => `many${number}_${world.run}`);
        await world.super.query(`alter role aurora_${world.run} password 'again'`);
        const sessions = await Promise.all(names.map(() => world.login(`aurora_${world.run}`, 'again')));
        const results = await Promise.all(names.map((name, number) => sessions[number]?.query(`set role cognition_owner; select cognition.add_tenant('${number % 5 === 4 ? 'BAD' : name}', 'x')`).then(() => 'made', () => 'refused')));
        expect(results.filter((one) => one === 'made')).toHaveLength(16);
        const { rows } = await world.super.query<{ n: number }>(`select count(*)::int as n from pg_roles where rolname ~ '^many[0-9]+_${world.run}_'`);
        expect(rows).toEqual([{ n: 16 * 4 }]);
      });
    });
  });
}
