import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { functionSql, refuse } from '../control/function-sql.js';
import { refuseOthers } from '../control/tenants.js';

/**
 * SQL of `cognition.create_tenant`: one call, one transaction, with the control owner's rights, so that who calls needs no
 * right but EXECUTE.
 */
export function tenantFunctionsSql(): string {
  return [rulesSql, verifySql, createTenantSql()].join('\n');
}

/** Holds a schema against the rules of tenancy; raises with the name of the first object that breaks one. */
const rulesSql = `
create or replace function cognition.check_schema_rules(schema_name text, program text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $rules$
declare
  space oid := (select n.oid from pg_namespace n where n.nspname = schema_name);
  stored cognition.template_programs := (select p from cognition.template_programs p where p.version = program);
  names text[] := array[schema_name || '_owner', '${applicationAdmins}'] || stored.known_roles || array(select schema_name || '_' || r from unnest(cognition.program_roles(program)) as u(r));
  found record;
begin
  select f.object, f.role into found from cognition.foreign_roles(space, array(select r.oid from pg_roles r where r.rolname = any (names))) f order by 1, 2 limit 1;
  if found.object is not null then raise exception using errcode = 'PGC21', message = format('%s names %s, which is not this tenant''s', found.object, found.role); end if;
  select f.object, f.needs into found from cognition.foreign_objects(space) f order by 1, 2 limit 1;
  if found.object is not null then raise exception using errcode = 'PGC22', message = format('%s depends on %s', found.object, found.needs); end if;
end
$rules$;`;

/** Holds a schema against those rules and against its template. \`made\`: its rows, as \`fill_schema\` gave them back. */
const verifySql = `
create or replace function cognition.verify_schema(schema_name text, program text, made jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $verify$
declare
  found record;
begin
  perform cognition.check_schema_rules(schema_name, program);
  if not exists (select from cognition.template_objects o where o.version = program and o.server = current_setting('server_version_num')::int) then
    raise exception using errcode = 'PGC23', message = 'what the template looks like on this server is not known', hint = 'select cognition.adopt_template()';
  end if;
  select d.object, d.difference into found from cognition.template_differences(schema_name, program, made) d limit 1;
  if found.object is not null then raise exception using errcode = 'PGC24', message = format('%s differs from the template: %s', found.object, found.difference); end if;
end
$verify$;`;

/** Tenants are made one at a time: whoever waited must see what was committed meanwhile, which an older snapshot does not show. */
export const readCommitted = refuse("current_setting('transaction_isolation') <> 'read committed'", 'this needs a transaction of isolation level READ COMMITTED', '25001');

/** Row, roles, schema, objects; compared with the template before it is there for anybody. `then`: statements behind that. */
export function createTenantSql(then = ''): string {
  return functionSql({
    name: 'create_tenant', parameters: 'name text, displayname text', returns: 'uuid', definer: true,
    declare: '  program text;\n  tenant uuid;',
    body: `${refuseOthers}
${readCommitted}
  tenant := cognition.add_tenant(name, displayname);
  program := cognition.current_program();
  perform cognition.verify_schema(name, program, cognition.fill_schema(name, program));
${then}  return tenant;`,
    comment: 'Makes a tenant by the current template program.',
  });
}
