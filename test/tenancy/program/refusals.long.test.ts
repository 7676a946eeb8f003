import { afterAll, expect, it } from 'vitest';
import { sqlFailure } from '../../../src/postgres/failure.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import type { Landlord } from '../../support/landlord.js';
import { landlords } from './server.js';

const all = landlords();
afterAll(() => all.stop());

/** What creating a tenant fails with, and what is left of it. */
async function refused(landlord: Landlord, name: string): Promise<{ readonly state: string; readonly message: string; readonly left: number }> {
  const failure = await createTenant(landlord.control, { name, displayName: name }).then(() => null, sqlFailure);
  const { rows } = await landlord.admin.query<{ left: string }>(
    `select (select count(*) from pg_roles where rolname like $1 || '\\_%') + (select count(*) from pg_namespace where nspname = $1) + (select count(*) from cognition.tenants where name = $1) as left`, [name]);
  return { state: failure?.sqlState ?? 'made', message: (failure?.message ?? '').replaceAll(name, 'NAME'), left: Number(rows[0]?.left) };
}

it('a statement that fails for this tenant is named, and nothing is left', async () => {
  const landlord = await all.make(`create table t (id int); do $$ begin if current_schema() <> 'tenant_template' then raise exception 'not here' using errcode = 'PGC99'; end if; end $$;`);
  expect(await refused(landlord, landlord.name('acme'))).toEqual({ state: 'PGC99', message: 'statement 2 of the template: not here', left: 0 });
});

it.each([
  ['a grant to PUBLIC', `execute 'grant select on t to public'`, 'PGC21', 'table NAME.t names PUBLIC, which is not this tenant\'s'],
  ['a grant to a global group', `execute 'grant select on t to ' || 'tenant' || '_users'`, 'PGC21', 'table NAME.t names tenant_users, which is not this tenant\'s'],
  ['a column granted to PUBLIC', `execute 'grant select (id) on t to public'`, 'PGC21', 'column id of table NAME.t names PUBLIC, which is not this tenant\'s'],
  ['a policy for a global group', `execute 'create policy p on t to ' || 'tenant' || '_users using (true)'`, 'PGC21', 'policy p on table NAME.t names tenant_users, which is not this tenant\'s'],
  ['a difference', `create table only_here (id int)`, 'PGC24', 'column only_here.id differs from the template: is not in the template'],
  ['another definition', `alter table t alter id set default 5`, 'PGC24', 'column t.id differs from the template: default is nothing in the template and 5 here'],
  ['a role that is set', `set role tenant_users`, '42501', 'statement 2 of the template: cannot set parameter "role" within security-definer function'],
  ['a role that is left', `reset role`, '42501', 'statement 2 of the template: cannot set parameter "role" within security-definer function'],
  ['an attempt on the control schema', `update cognition.tenants set displayname = 'mine'`, '42501', 'statement 2 of the template: permission denied for table tenants'],
  ['an attempt to make a tenant', `perform cognition.create_tenant('other', 'Other')`, '42501', 'statement 2 of the template: permission denied for function create_tenant'],
])('dynamic SQL that only a tenant runs: %s', async (_what, statement, state, message) => {
  const landlord = await all.make(`create table t (id int); do $$ begin if current_schema() <> 'tenant' || '_template' then ${statement}; end if; end $$;`);
  expect(await refused(landlord, landlord.name('acme'))).toEqual({ state, message, left: 0 });
}, 60_000);

it('what depends on the template is refused', async () => {
  const landlord = await all.make(`create table t (id int); do $$ begin execute 'create view v as select * from tenant_template.t'; end $$;`);
  await landlord.admin.query(`grant usage on schema tenant_template to cognition_tenant_owners; grant select on tenant_template.t to cognition_tenant_owners`);
  expect(landlord.diagnostics.filter(({ code }) => code === 'PGC164').map(({ severity }) => severity)).toEqual(['warning']);
  expect(await refused(landlord, landlord.name('acme'))).toEqual({ state: 'PGC22', message: 'rule _RETURN on view NAME.v depends on column id of table tenant_template.t', left: 0 });
});

it.each(['', 'Acme', 'a b', '1a', 'a"; drop schema cognition cascade; --', 'pg_acme', 'cognition', 'shared', 'extensions', 'public', 'tenant', 'application', 'tenant_template', 'a'.repeat(57), 'information_schema'])('the name %j is refused', async (name) => {
  const landlord = await shared();
  const { state } = await refused(landlord, name);
  expect(['22023', '42710']).toContain(state);
});

it('a role that is there is not adopted, and a name too long for its roles is refused', async () => {
  const landlord = await shared();
  const name = landlord.name('taken');
  await landlord.admin.query(`create role ${name}_billing`);
  expect(await refused(landlord, name)).toMatchObject({ state: '42710', left: 1 });
  await landlord.admin.query(`drop role ${name}_billing`);
  const long = landlord.name('a'.repeat(49));
  expect(await refused(landlord, long)).toMatchObject({ state: '22023', left: 0 });
});

let one: Promise<Landlord> | null = null;
function shared(): Promise<Landlord> {
  return (one ??= all.make('create table t (id int)'));
}
