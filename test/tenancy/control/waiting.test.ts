import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt } from './attacks.js';
import { keepingSessions } from './cast.js';
import { openControl, type ControlWorld, type Member } from './harness.js';

/** Until a session waits for a lock: what is done then is done in the middle of its statement. */
async function waits({ super: admin }: ControlWorld, { login }: Member): Promise<void> {
  for (;;) {
    const { rowCount } = await admin.query("select from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'", [login]);
    if ((rowCount ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** 42704: the login of who called is gone. */
const refused = /^(42501|P0002|42704)$/;

const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string }) => error.code ?? String(error));

describe.each(['user', 'role'] as const)('between two moments, in credential mode %s', (credentials) => {
  let world: ControlWorld;
  let acme: string;
  let globex: string;
  let admin: Member;
  beforeAll(async () => {
    world = await openControl({ changes: { credentials } });
    [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
    admin = await world.addMember(acme, 'admins');
  });
  afterAll(() => world.close());

  const entering = ({ id }: Member): string => (credentials === 'role' ? `select cognition.enter('${id}'); ` : '');
  const statusOf = async (id: string): Promise<string | undefined> => (await world.asOwner<{ status: string }>('select status from cognition.users where id = $1', [id]))[0]?.status;

  /** `change` is made while the call waits to write the users. */
  async function meanwhile(caller: Member, call: string, change: string): Promise<string> {
    return keepingSessions(world, async () => {
      await world.super.query('begin; lock table cognition.users in share mode');
      const called = outcome(caller.session.query(`begin; ${entering(caller)}${call}; commit`));
      await waits(world, caller);
      await world.super.query(change, [caller.id]);
      await world.super.query('commit');
      const answer = await called;
      await caller.session.query('rollback');
      return answer;
    });
  }

  it.each([
    ['is suspended', "update cognition.users set status = 'suspended' where id = $1"],
    ['is no admin any more', "update cognition.users set app_role = 'users' where id = $1"],
    ['is moved', "update cognition.users set tenant_id = (select t.id from cognition.tenants t where t.name ~ '^globex') where id = $1"],
    ['is removed', 'delete from cognition.users where id = $1'],
  ])('an admin who %s removes nobody, of whichever tenant', async (_what, change) => {
    const victims = [await world.addMember(acme, 'users'), await world.addMember(globex, 'users'), await world.addMember(null, 'application_admins')];
    for (const victim of victims) {
      const caller = await world.addMember(acme, 'admins');
      expect(await meanwhile(caller, `select cognition.remove_user('${victim.id}')`, change)).toMatch(refused);
      expect(await statusOf(victim.id)).toBe('active');
    }
    expect(await meanwhile(await world.addMember(acme, 'admins'), `select cognition.remove_user('${victims[0]?.id}')`, 'select $1::text')).toBe('done');
  });

  it('an application admin who is suspended removes nobody', async () => {
    const victim = await world.addMember(globex, 'users');
    const caller = await world.addMember(null, 'application_admins');
    expect(await meanwhile(caller, `select cognition.remove_user('${victim.id}')`, "update cognition.users set status = 'suspended' where id = $1")).toBe('42501');
    expect(await statusOf(victim.id)).toBe('active');
  });

  describe('a member who holds what can be held', () => {
    const held: Client[] = [];
    beforeAll(async () => {
      const user = await world.addMember(acme, 'users');
      for (const { id, session } of [user, admin]) {
        await session.query(`begin; ${entering({ ...admin, id })}`);
        for (const name of ['cognition.add_tenant', 'cognition.configuration', 'cognition']) await session.query('select pg_try_advisory_lock(hashtext($1))', [name]);
        for (const sql of ['lock table cognition.users in access share mode', 'select from cognition.users for update skip locked', 'select from cognition.tenants for update skip locked', 'select from cognition.configuration for update skip locked']) {
          await session.query('savepoint held');
          await session.query(sql).catch(() => session.query('rollback to held'));
        }
        held.push(session);
      }
    });
    afterAll(async () => {
      for (const session of held) await session.query('rollback; select pg_advisory_unlock_all()');
    });

    it('holds the lock that tenants were made under once', async () => {
      const { rows } = await world.super.query("select from pg_locks where locktype = 'advisory' and objid = hashtext('cognition.add_tenant')::bit(32)::bigint::oid and granted");
      expect(rows.length).toBeGreaterThan(0);
    });

    // Dropping one whose rows refer to members waits for whoever reads the users, as PostgreSQL does when foreign keys go.
    it('keeps no tenant from being made, suspended and resumed', async () => {
      await world.master.query("set lock_timeout = '5s'");
      const late = await world.addTenant('late');
      for (const [name, status] of [['suspend', 'suspended'], ['resume', 'active']]) expect(await world.asOwner(`select status from cognition.${name}_tenant('${late}')`)).toEqual([{ status }]);
      await world.master.query('reset lock_timeout');
    });

    it('keeps no other tenant\'s members from being invited, made active, suspended and removed', async () => {
      await world.master.query("set lock_timeout = '5s'");
      const eve = await world.addMember(globex, 'users');
      for (const name of ['suspend_user', 'remove_user']) await world.asOwner(`select cognition.${name}($1)`, [eve.id]);
      expect(await attempt(world.master, `set local role cognition_owner; select app_role from cognition.invite_user_into('${globex}', 'gil@x.test', 'users')`)).toBe('gave {"app_role":"users"}');
      await world.master.query('reset lock_timeout');
    });
  });
});
