import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqlFailure } from '../../../src/postgres/failure.js';
import { grantToAllTenants } from '../../../src/tenancy/grants/grant-to-all-tenants.js';
import { grantToTenant } from '../../../src/tenancy/grants/grant-to-tenant.js';
import { listGrants } from '../../../src/tenancy/grants/list-grants.js';
import { attempt } from '../control/attacks.js';
import { openGrants, type GrantsWorld } from './grants-world.js';

let world: GrantsWorld;
let before: unknown;

beforeAll(async () => {
  world = await openGrants();
  for (const tenant of ['acme', 'globex']) await world.make(tenant);
  before = await state();
}, 60_000);
afterAll(() => world.close());

/** Rights on, and policies of, everything of both tenants and of the control schema. */
const state = async (): Promise<unknown> => (await world.super.query(`select
  array(select oid::regclass || ' ' || coalesce(relacl::text, '') || relrowsecurity from pg_class where relnamespace::regnamespace::text ~ '^(acme|globex|cognition)' and relkind <> 'i' order by 1) as relations,
  array(select oid::regprocedure || ' ' || coalesce(proacl::text, '') from pg_proc where pronamespace::regnamespace::text ~ '^(acme|globex|cognition)' order by 1) as routines,
  array(select polname || polrelid::regclass from pg_policy order by 1) as policies, array(select rolname::text from pg_roles order by 1) as roles,
  array(select roleid::regrole || ' ' || member::regrole from pg_auth_members order by 1) as members`)).rows[0];

/** What the database says to pieces that never went through `cutGrant`, as the control owner. `OTHER` is globex. */
it.each([
  ['another tenant\'s role', ['grant select on orders to OTHER_users'], 'PGC21'],
  ['PUBLIC', ['grant select on orders to public'], 'PGC21'],
  ['a global group', ['grant select on orders to tenant_users'], 'PGC21'],
  ['a login', ['grant select on orders to cognition_hooks'], 'PGC21'],
  ['another tenant\'s table', ['grant select on OTHER.orders to ', 'role users'], '42501'],
  ['the control schema', ['grant select on cognition.audit_log to ', 'role users'], '42501'],
  ['a policy that reads another tenant\'s table', ['create policy p on orders using (exists (select from OTHER.orders))'], '42501'],
  ['a policy that calls another tenant\'s function', ['create policy p on orders using (OTHER.sum_of_orders() > 0)'], '42501'],
  ['a policy for another tenant\'s role', ['create policy p on orders to OTHER_users using (true)'], 'PGC21'],
  ['two statements', ['grant select on orders to ', 'role users', '; grant select on OTHER.orders to public'], '42501'],
  ['becoming the control owner', ['set role cognition_owner'], '42501'],
  ['leaving the tenant\'s owner', ['reset role'], '42501'],
  ['a membership', ['grant OTHER_users to ', 'role users'], '42501'],
  ['a temporary table', ['create temp table x (id int)'], '42501'],
  ['a tenant\'s end', ['select cognition.drop_tenant(\'OTHER\', \'OTHER\')'], '42501'],
  ['a table that is not there', ['grant select on nothing to ', 'role users'], '42P01'],
  ['no statement', ['nonsense'], '42601'],
])('whatever is sent, %s is not granted', async (_what, pieces, state_) => {
  const sent = pieces.map((piece) => piece.replaceAll('OTHER', world.named('globex')));
  for (const sql of ['select cognition.grant_to_tenant($1, $2, $3)', 'select cognition.grant_to_all($2, $3) where $1::text is not null']) {
    const failure = await world.master.query(sql, [world.named('acme'), 'x', sent]).then(() => null, sqlFailure);
    expect([sql, failure?.sqlState, failure?.message]).toEqual([sql, state_, expect.any(String)]);
  }
  expect(await listGrants(world.master)).toEqual([]);
  expect(await state()).toEqual(before);
});

it.each(['nobody', '"; drop schema cognition cascade; --', "x' or 'a' = 'a", 'tenant_template', 'cognition', 'acme'])('a tenant called %s is not there', async (name) => {
  await expect(grantToTenant(world.master, name, world.cut('grant select on orders to tenant_users'))).rejects.toMatchObject({ code: 'P0002', message: 'there is no such tenant' });
  expect(await listGrants(world.master)).toEqual([]);
});

it('only the owner of the control schema grants, asks and reads', async () => {
  const acme = world.named('acme');
  const callers: Readonly<Record<string, Client>> = {
    user: (await world.member('acme', 'users')).session, admin: (await world.member('acme', 'admins')).session, 'admin of another': (await world.member('globex', 'admins')).session,
    'application admin': (await world.addMember(null, 'application_admins')).session, hooks: await world.hooks(), worker: await world.worker(), rotation: await world.rotation(),
  };
  const calls = [
    `select cognition.grant_to_tenant('${acme}', 'x', array['grant select on orders to public'])`, `select cognition.grant_to_all('x', array['grant select on orders to public'])`, `select cognition.give_tenant('${acme}')`,
    `select cognition.run_grant('${acme}', array['drop table orders'])`, `select cognition.apply_grants(null, '${acme}')`, `select * from cognition.tenant_differences('${acme}')`, 'select cognition.try_grants()',
    `select cognition.make_probe('${acme}', null)`, 'select cognition.lock_tenants()', `select cognition.tenant_slots('${acme}')`, `select cognition.drop_template('tenant_template')`, 'select cognition.drop_shared()',
    'select * from cognition.tenant_grants', 'select * from cognition.applied_grants', 'select * from cognition.installed_template', `insert into cognition.tenant_grants (statement, pieces, granted_by) values ('x', array['x'], 'x')`,
  ];
  for (const [who, client] of Object.entries(callers)) for (const call of calls) expect([who, call, await attempt(client, call)]).toEqual([who, call, '42501']);
  // A function with the rights of a tenant's owner is no way either.
  await world.asOwner(`do $$ begin set local role ${acme}_owner; create function ${acme}.try(sql text) returns text language plpgsql security definer as 'begin execute sql; return 1; end'; grant execute on function ${acme}.try(text) to ${acme}_users; end $$`);
  for (const call of calls) expect([call, await attempt(callers['user'] ?? world.super, `select ${acme}.try($x$${call}$x$)`)]).toEqual([call, '42501']);
  await world.asOwner(`drop function ${acme}.try(text)`);
});

it('an older snapshot, which would not see what was granted meanwhile, is refused', async () => {
  const { master } = world;
  for (const call of [`select cognition.create_tenant('${world.named('late')}', 'Late')`, `select cognition.grant_to_all('x', array['x'])`]) {
    await master.query('begin isolation level repeatable read');
    await expect(master.query(call)).rejects.toMatchObject({ code: '25001' });
    await master.query('rollback');
  }
});

it('what cannot be given to tenants to come is not recorded, so tenants are still made', async () => {
  await expect(grantToAllTenants(world.master, world.cut('grant select on nothing to tenant_users'))).rejects.toMatchObject({ code: '42P01' });
  await grantToAllTenants(world.master, world.cut('create policy p on orders using (true)'));
  await expect(grantToAllTenants(world.master, { ...world.cut('create policy p on orders using (true)'), pieces: ['create  policy p on orders using (true)'] })).rejects.toMatchObject({ code: '42710' });
  expect((await listGrants(world.master)).map(({ statement }) => statement)).toEqual(['create policy p on orders using (true)']);
  await world.make('later');
});
