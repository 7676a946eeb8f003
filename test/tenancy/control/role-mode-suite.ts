import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { attempt } from './attacks.js';
import { keepingSessions } from './cast.js';
import { openControl, type ControlWorld, type Member } from './harness.js';

/** Credential mode `role`: logins of tenants' roles, which enter as a member. What they may not is in the attacks. */
export function roleModeSuite(version: ServerMajor): void {
  describe(`a login of a tenant's role, on PostgreSQL ${version}`, () => {
    let world: ControlWorld;
    let acme: string;
    let globex: string;
    let users: Client;
    let admins: Client;
    let ann: Member;
    let ben: Member;
    let abe: Member;
    let gil: Member;

    beforeAll(async () => {
      world = await openControl({ version, changes: { credentials: 'role' } });
      [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
      const member = (tenant: string, role: string): Promise<Member> => world.addMember(tenant, role);
      [ann, ben, abe, gil] = [await member(acme, 'users'), await member(acme, 'users'), await member(acme, 'admins'), await member(globex, 'users')];
      [users, admins] = [ann.session, abe.session];
      await world.asOwner(`set role ${acme}_owner; create policy all_of_it on ${acme}.own to ${acme}_admins using ((select cognition.has_role('admins')));
        insert into ${acme}.own (author, body) values ('${ann.id}', 'ann'), ('${ben.id}', 'ben')`);
    });
    afterAll(() => world.close());

    const as = (id: string, sql: string): string => `select cognition.enter('${id}'); ${sql}`;
    const own = (): string => `select body from ${acme}.own`;
    const who = 'select cognition.current_user_id() as id, cognition.current_tenant() as tenant, cognition.current_role_name() as role';
    const nobody = [{ id: null, tenant: null, role: null }];

    it('keeps no plan that holds what a function said about the member before', async () => {
      await world.asOwner(`set role ${acme}_owner;
        create function ${acme}.me() returns text language sql immutable as 'select cognition.current_user_id()';
        create function ${acme}.mine() returns setof text language plpgsql stable as 'begin return query select o.body from ${acme}.own o where o.author = ${acme}.me(); end';
        grant execute on function ${acme}.me(), ${acme}.mine() to ${acme}_users`);
      for (const [member, body] of [[ann, 'ann'], [ben, 'ben'], [ann, 'ann']] as const) {
        for (let n = 0; n < 7; n++) expect(await attempt(users, as(member.id, `select mine as body from ${acme}.mine()`))).toBe(`gave {"body":"${body}"}`);
      }
    });

    it('is the member it entered as, until the transaction ends', async () => {
      expect(await attempt(users, as(ann.id, who))).toBe(`gave ${JSON.stringify({ id: ann.id, tenant: acme, role: 'users' })}`);
      expect(await attempt(users, who)).toBe('null');
      expect(await attempt(users, as(ann.id, as(ben.id, 'select cognition.current_user_id() as id')))).toBe(`gave {"id":"${ben.id}"}`);
      expect(await attempt(users, as(ann.id, own()))).toBe('gave {"body":"ann"}');
      expect(await attempt(users, own())).toBe('no row');
      expect(await attempt(admins, as(abe.id, `select count(*)::int as n from ${acme}.own`))).toBe('gave {"n":2}');
      expect(await attempt(users, as(ann.id, `select first_name from cognition.update_me('{"first_name": "Ann"}')`))).toBe('gave {"first_name":"Ann"}');
      expect(await attempt(admins, as(abe.id, `select status from cognition.suspend_user('${ben.id}')`))).toBe('gave {"status":"suspended"}');
    });

    it('reads in one statement, by data dependency', async () => {
      const read = (id: string): Promise<unknown> => users.query(`with me as materialized (select cognition.enter($1)) select q.* from me cross join lateral (${own()} offset 0) q`, [id]).then(({ rows }) => rows);
      expect(await read(ann.id)).toEqual([{ body: 'ann' }]);
      expect(await read(ben.id)).toEqual([{ body: 'ben' }]);
      await expect(read(gil.id)).rejects.toMatchObject({ code: '42501' });
      expect((await users.query(own())).rows).toEqual([]);
    });

    it('reads by one prepared statement as each member it enters as, in plans of either kind', async () => {
      for (const plan of ['force_generic_plan', 'force_custom_plan']) {
        await users.query(`set plan_cache_mode = ${plan}`);
        const read = async (id: string | null): Promise<unknown> => {
          await users.query('begin');
          if (id !== null) await users.query({ name: `enter ${plan}`, text: 'select cognition.enter($1)', values: [id] });
          const { rows } = await users.query({ name: `own ${plan}`, text: own() });
          await users.query('commit');
          return rows;
        };
        for (const [id, rows] of [[ann.id, [{ body: 'ann' }]], [null, []], [ben.id, [{ body: 'ben' }]], [null, []], [ann.id, [{ body: 'ann' }]]] as const) expect(await read(id)).toEqual(rows);
      }
      await users.query('reset plan_cache_mode');
    });

    it('reads its own tenant alone where a view or function of the template enters in the middle of a query', async () => {
      const objects = (id: string): string => `create or replace view ${acme}.as_other as select cognition.enter('${id}') as entered; grant select on ${acme}.as_other to ${acme}_users;
        create or replace function ${acme}.as_other() returns text language sql as 'select cognition.enter(''${id}'')'; grant execute on function ${acme}.as_other() to ${acme}_users`;
      const queries = [`select o.body from ${acme}.own o, ${acme}.as_other`, `select o.body from ${acme}.as_other, lateral (${own()} offset 0) o`, `select body from ${acme}.own where ${acme}.as_other() is not null`];
      await world.asOwner(`set role ${acme}_owner; ${objects(ben.id)}`);
      // Whom it enters as, it may enter as: of two members of one tenant and role, the Lambda says which.
      for (const query of queries) expect(await attempt(users, as(ann.id, query))).toMatch(/^gave \{"body":"(ann|ben)"\}$/);
      await world.asOwner(`set role ${acme}_owner; ${objects(gil.id)}`);
      for (const query of queries) expect(await attempt(users, as(ann.id, query))).toBe('42501');
    });

    it('is there before it has members, with the rights of its group and nobody else\'s', async () => {
      const { login, session } = await world.tenantLogin(globex, 'admins');
      expect(await attempt(session, `select body from ${globex}.notes`)).toMatch(/^gave/);
      expect(await attempt(session, `select body from ${acme}.notes`)).toBe('42501');
      expect(await attempt(session, who)).toBe('null');
      const { rows } = await world.super.query('select g.rolname as name from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member where r.rolname = $1', [login]);
      expect(rows).toEqual([{ name: `${globex}_admins` }]);
    });

    it('makes no login for a member', async () => {
      expect((await world.super.query('select rolname from pg_roles where rolname = $1', [ann.id])).rows).toEqual([]);
      await expect((await world.worker()).query('select cognition.activate_user($1, $2, $3, $4)', [ann.id, ann.sub, ann.email, scramVerifier('x')])).rejects.toMatchObject({ code: '22023' });
    });

    it.each<[string, () => string, string | RegExp]>([
      ['is nobody', () => 'select cognition.current_user_id()', 'null'],
      ['has no role', () => 'select cognition.current_role_name()', 'null'],
      ['reads no users', () => 'select * from cognition.users', 'no row'],
      ['reads no tenants', () => 'select * from cognition.tenants', 'no row'],
      ['reads no row of members', own, 'no row'],
      ['writes no row of members', () => `insert into ${acme}.own (body) values ('x')`, '42501'],
      ['changes itself no more', () => `select cognition.update_me('{}')`, '42501'],
      ['enters no more', () => `select cognition.enter('${ben.id}')`, '42501'],
      // The tenant's own grants are the login's, which is not suspended: until the transaction ends.
      ['reads what all of its tenant read', () => `select body from ${acme}.notes`, /^gave/],
    ])('%s in a transaction that entered as a member who was suspended then', async (_what, sql, expected) => {
      await users.query('begin');
      await users.query('select cognition.enter($1)', [ben.id]);
      await world.asOwner(`update cognition.users set status = 'suspended' where id = $1`, [ben.id]);
      expect(await within(users, sql())).toMatch(expected);
      await users.query('rollback');
      await world.asOwner(`update cognition.users set status = 'active' where id = $1`, [ben.id]);
    });

    it.each([['role', "app_role = 'admins'"], ['end', "expires_at = now() - interval '1 hour'"], ['tenant', 'tenant_id = (select t.id from cognition.tenants t where t.name = $2)']])('is nobody in a transaction that entered as a member whose %s was changed then', async (_what, change) => {
      const one = await world.addMember(acme, 'users');
      await users.query('begin isolation level read committed');
      await users.query('select cognition.enter($1)', [one.id]);
      expect((await users.query(who)).rows).toEqual([{ id: one.id, tenant: acme, role: 'users' }]);
      await world.asOwner(`update cognition.users set ${change} where id = $1`, change.includes('$2') ? [one.id, globex] : [one.id]);
      expect((await users.query(who)).rows).toEqual(nobody);
      await users.query('rollback');
      expect(await attempt(users, as(one.id, 'select 1'))).toBe('42501');
    });

    it('is shut out with its tenant, in a transaction that is open too', async () => {
      const app = await world.addMember(null, 'application_admins');
      expect(await attempt(gil.session, as(gil.id, `select body from ${globex}.notes`))).toMatch(/^gave/);
      await gil.session.query(`begin isolation level repeatable read; select cognition.enter('${gil.id}')`);
      await keepingSessions(world, () => app.session.query(`begin; select cognition.enter('${app.id}'); select cognition.suspend_tenant('${globex}'); commit`));
      await expect(gil.session.query(`select body from ${globex}.notes`)).rejects.toMatchObject({ code: '42501' });
      await gil.session.query('rollback');
      expect(await attempt(gil.session, as(gil.id, 'select 1'))).toBe('42501');
      await expect(world.login(gil.login, gil.password)).rejects.toMatchObject({ code: '28000' });
      await app.session.query(`begin; select cognition.enter('${app.id}'); select cognition.resume_tenant('${globex}'); commit`);
      expect(await attempt(await world.login(gil.login, gil.password), as(gil.id, `select body from ${globex}.notes`))).toMatch(/^gave/);
    });
  });
}

/** {@link attempt} in the transaction that is open, which goes on. */
async function within(client: Client, sql: string): Promise<string> {
  await client.query('savepoint attempt');
  try {
    const { rows, rowCount } = await client.query<Record<string, unknown>>(sql);
    return rows.length === 0 && (rowCount ?? 0) === 0 ? 'no row' : rows.every((row) => Object.values(row).every((value) => value === null)) ? 'null' : `gave ${JSON.stringify(rows[0])}`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.query('rollback to savepoint attempt');
  }
}
