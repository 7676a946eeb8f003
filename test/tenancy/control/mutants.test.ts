import { expect, it } from 'vitest';
import { attackTable } from './attack-table.js';
import { makeCast, runAttacks } from './attacks.js';
import { staticFaults } from './static-faults.js';

/** A function of another body, everything else as it was. */
const body = (declaration: string, statements: string, options = 'stable security definer'): string =>
  `create or replace function cognition.${declaration} language plpgsql ${options} set search_path = pg_catalog, pg_temp as $m$ begin ${statements} end $m$`;

const caller = "(case current_setting('role') when 'none' then session_user::text else current_setting('role') end)";

/** One rule broken each; what the suite must notice. */
const mutants: Readonly<Record<string, string>> = {
  'the owner is a superuser': 'alter role cognition_owner superuser',
  'logins do not follow rows': 'alter table cognition.users disable trigger project_user; create or replace function cognition.expire_users() returns integer language sql as $$ select 0 $$',
  'time does not run out in open sessions': body('expire_users() returns integer', 'return 0;', 'security definer'),
  'the row alone says who is who': body('current_user_id() returns text', `return (select u.id from cognition.users u where u.id = ${caller} and u.status = 'active');`),
  'a role is any text': 'alter table cognition.users drop constraint users_app_role_check, drop constraint users_home_check',
  'a tenant\'s row can be an application admin\'s': 'alter table cognition.users drop constraint users_home_check',
  'nothing guards users': 'alter table cognition.users disable trigger guard_user',
  'nothing guards tenants': 'alter table cognition.tenants disable trigger guard_tenant; grant update on cognition.tenants to application_admins',
  'an id can be chosen': 'grant insert on cognition.users to application_admins',
  'a tenant has any name': body('check_tenant_name(name text) returns void', 'return;', 'volatile'),
  'a path is not pinned': 'alter function cognition.invite_user(text, text, text, text, timestamptz) reset search_path',
  'PUBLIC has temporary tables': 'do $$ begin execute format(\'grant temporary on database %I to public\', current_database()); end $$',
  'PUBLIC has schema public': 'grant usage, create on schema public to public',
  'PUBLIC may call functions': 'grant usage on schema cognition to public; grant execute on all functions in schema cognition to public',
  'functions to come are PUBLIC\'s': 'alter default privileges for role cognition_owner grant execute on functions to public',
  'users write every column': 'grant update on cognition.users to tenant_users',
  'admins write every column': 'grant update on cognition.users to tenant_admins; alter table cognition.users disable trigger guard_user',
  'users have no row level security': 'alter table cognition.users disable row level security',
  'the log has no row level security': 'alter table cognition.audit_log disable row level security',
  'admins update any row': 'drop policy own_tenant_update on cognition.users; create policy own_tenant_update on cognition.users for update to tenant_admins using (true)',
  'admins read any row': 'drop policy own_tenant on cognition.users; create policy own_tenant on cognition.users for select to tenant_admins using (true)',
  'users read their tenant': 'alter policy own_row on cognition.users using (tenant_id = (select u.id from cognition.tenants u))',
  'a setting is evidence': body('current_user_id() returns text', `return (select u.id from cognition.users u where u.status = 'active' and u.id = coalesce(nullif(split_part(current_setting('cognition.entered', true), ' ', 1), ''), ${caller}));`),
  'a password is as good as a verifier': body('check_verifier(verifier text) returns void', 'return;', 'volatile'),
  'whoever knows an address activates': 'alter table cognition.users disable trigger guard_user; grant execute on function cognition.activate_user(text, text, text, text) to tenant_users',
  'anybody sees anybody': body('may_see(id text) returns boolean', 'return true;', 'stable'),
  'members may become their group': `do $$ declare m text; begin
    if current_setting('server_version_num')::int < 160000 then alter role cognition_owner superuser; return; end if;
    for m in select r.rolname from pg_roles r where r.rolname ~ '^u_' loop execute (select format('grant %I to %I with set true granted by cognition_owner', g.rolname, m) from pg_auth_members a join pg_roles g on g.oid = a.roleid join pg_roles u on u.oid = a.member where u.rolname = m limit 1); end loop; end $$`,
  'the log can be rewritten': 'alter table cognition.audit_log disable trigger keep_log; grant delete on cognition.audit_log to application_admins',
  'application admins need no active row': 'alter policy everything on cognition.users using (true) with check (true); alter table cognition.users disable trigger guard_user',
};

it.each(Object.entries(mutants))('is noticed: %s', async (_what, mutate) => {
  const cast = await makeCast({ mutate });
  try {
    expect([...(await runAttacks(cast, attackTable(cast))), ...(await staticFaults(cast.world))]).not.toEqual([]);
  } finally {
    await cast.world.super.query('alter role cognition_owner nosuperuser');
    await cast.world.close();
  }
});

it('has nothing to notice in what is whole', async () => {
  const cast = await makeCast();
  try {
    expect(await staticFaults(cast.world)).toEqual([]);
  } finally {
    await cast.world.close();
  }
});
