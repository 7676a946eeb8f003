import { fingerprintSql } from '../fingerprint/fingerprint-sql.js';
import { buildSchemaSql, ownersGroup } from './build-schema-sql.js';
import { checkFunctionsSql } from './check-functions-sql.js';
import { finishFunctionsSql } from './finish-functions-sql.js';
import { programTablesSql } from './tables-sql.js';
import { templateFunctionsSql } from './template-functions-sql.js';
import { tenantFunctionsSql } from './tenant-functions-sql.js';

/**
 * SQL of the template program in schema `cognition`, which must be there with `cognition.tenants (id, name, displayname)`.
 * To be run by the control owner, a NOSUPERUSER role that may create roles and schemas; it may run again to upgrade.
 */
export function programSql(): string {
  return [
    programTablesSql(), fingerprintSql(), checkFunctionsSql(), finishFunctionsSql(), buildSchemaSql(), templateFunctionsSql(), tenantFunctionsSql(), rightsSql,
  ].join('\n');
}

/** Of `shared`, and of what a template has put into `public`. Both can change after this: who changes them calls it again. */
const sharedRights = `
create or replace function cognition.open_shared() returns void language plpgsql set search_path = pg_catalog, pg_temp as $shared$
declare
  statement text;
begin
  for statement in
    with home as (select n.oid from pg_namespace n where n.nspname in ('shared', 'public')), me as (select r.oid from pg_roles r where r.rolname = current_user)
    select case c.relkind when 'S' then 'grant usage, select on sequence ' else 'grant select, references on ' end || c.oid::regclass
      from pg_class c, home, me where c.relnamespace = home.oid and c.relowner = me.oid and c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all select 'grant execute on routine ' || p.oid::regprocedure from pg_proc p, home, me where p.pronamespace = home.oid and p.proowner = me.oid
    union all select 'grant usage on type ' || t.oid::regtype from pg_type t, home, me where t.typnamespace = home.oid and t.typowner = me.oid
      and (t.typtype in ('d', 'e', 'r') or (t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c')))
  loop
    execute statement || ' to ${ownersGroup}';
  end loop;
end
$shared$;
revoke all on function cognition.open_shared() from public;
select cognition.open_shared();`;

const rightsSql = `
do $rights$
declare
  routine regprocedure; schema_name text;
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = '${ownersGroup}') then create role ${ownersGroup} nologin; end if;
  for routine in select p.oid from pg_catalog.pg_proc p where p.pronamespace = 'cognition'::regnamespace and p.proname in ('fingerprint_role', 'fingerprint_acl',
    'fingerprint_settings', 'fingerprint_sorted', 'fingerprint_remark', 'fingerprint_name', 'fingerprint_objects', 'fingerprint', 'schema_members', 'foreign_roles', 'foreign_objects',
    'finish_schema', 'schema_rows', 'expand_pieces', 'build_roles', 'build_schema', 'fill_schema', 'remember_template', 'program_roles', 'current_program', 'choose_program', 'make_template', 'adopt_template', 'same_text',
    'template_differences', 'check_new_tenant', 'verify_schema', 'create_tenant', 'remove_tenant') loop
    execute pg_catalog.format('revoke all on function %s from public', routine);
  end loop;
  foreach schema_name in array array['cognition', 'shared', 'extensions'] loop
    if to_regnamespace(schema_name) is not null and has_schema_privilege(schema_name, 'usage with grant option') then execute pg_catalog.format('grant usage on schema %I to ${ownersGroup}', schema_name); end if;
  end loop;
  grant select, references on cognition.users, cognition.tenants to ${ownersGroup};
  for routine in select p.oid from pg_catalog.pg_proc p where p.pronamespace = 'cognition'::regnamespace and p.proname in ('current_user_id', 'current_tenant', 'current_role_name', 'has_role', 'finish_schema', 'schema_rows') loop
    execute pg_catalog.format('grant execute on function %s to ${ownersGroup}', routine);
  end loop;
end
$rights$;
${sharedRights}`;

