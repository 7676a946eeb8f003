import { ownersGroup } from '../control/role-names.js';
import { fingerprintSql } from '../fingerprint/fingerprint-sql.js';
import { checkFunctionsSql } from './check-functions-sql.js';
import { fillSchemaSql } from './fill-schema-sql.js';
import { finishFunctionsSql } from './finish-functions-sql.js';
import { runTextsSql } from './run-texts-sql.js';
import { programTablesSql } from './tables-sql.js';
import { templateFunctionsSql } from './template-functions-sql.js';
import { tenantFunctionsSql } from './tenant-functions-sql.js';

/** SQL of the template program in the control schema, as one of its versions: `controlSteps`. */
export function programSql(): string {
  return [
    programTablesSql(), fingerprintSql(), checkFunctionsSql(), finishFunctionsSql(), runTextsSql(), fillSchemaSql(), templateFunctionsSql(), tenantFunctionsSql(), openSharedSql,
  ].join('\n');
}

/** Of `shared`, and of what a template has put into `public`. Both can change after this: who changes them calls it again. */
const openSharedSql = `
create or replace function cognition.open_shared() returns void language plpgsql set search_path = pg_catalog, pg_temp as $shared$
declare
  statement text;
begin
  for statement in
    with home as (select n.oid from pg_namespace n where n.nspname in ('shared', 'public')), me as (select r.oid from pg_roles r where r.rolname = current_user)
    select 'grant usage on schema ' || n.oid::regnamespace from pg_namespace n where n.nspname in ('shared', 'extensions', 'public') and has_schema_privilege(n.oid, 'usage with grant option')
    union all select case c.relkind when 'S' then 'grant usage, select on sequence ' else 'grant select, references on ' end || c.oid::regclass
      from pg_class c, home, me where c.relnamespace = home.oid and c.relowner = me.oid and c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all select 'grant execute on routine ' || p.oid::regprocedure from pg_proc p, home, me where p.pronamespace = home.oid and p.proowner = me.oid
    union all select 'grant usage on type ' || t.oid::regtype from pg_type t, home, me where t.typnamespace = home.oid and t.typowner = me.oid
      and (t.typtype in ('d', 'e', 'r') or (t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c')))
  loop
    execute statement || ' to ${ownersGroup}';
  end loop;
end
$shared$;`;
