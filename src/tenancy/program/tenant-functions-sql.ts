import { applicationAdmins } from '../../catalog/scratch-roles.js';

/**
 * SQL of `cognition.create_tenant` and `cognition.remove_tenant`: one call, one transaction. SECURITY DEFINER of the control
 * owner, so that who calls needs no right but EXECUTE; nobody has that but the owner until it is granted.
 */
export function tenantFunctionsSql(): string {
  return [checkNameSql, verifySql, createSql, dropSql].join('\n');
}

/** A tenant's name is its schema's and begins its roles': 56 bytes and `_admins` are 63. */
const checkNameSql = `
create or replace function cognition.check_new_tenant(name text) returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $check$
begin
  if name is null or name !~ '^[a-z][a-z0-9_]{0,55}$' then
    raise exception using errcode = '42602', message = 'a tenant''s name begins with a letter a-z and goes on with a-z, 0-9 and _, 56 characters at most';
  end if;
  if name ~ '^pg_' or name in ('cognition', 'shared', 'extensions', 'public', 'information_schema', 'tenant', 'application')
    or exists (select from cognition.template_programs p where p.template_schema = check_new_tenant.name) then
    raise exception using errcode = '42939', message = format('the name %s is reserved', name);
  end if;
  if exists (select from pg_namespace n where n.nspname = check_new_tenant.name) then
    raise exception using errcode = '42P06', message = format('schema %s is already there', name);
  end if;
end
$check$;`;

/**
 * Holds a schema against the rules of tenancy and against its template; raises with the name of the first object that
 * breaks one. \`made\`: its rows, as \`build_schema\` gave them back.
 */
const verifySql = `
create or replace function cognition.verify_schema(schema_name text, program text, made jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $verify$
declare
  space oid := (select n.oid from pg_namespace n where n.nspname = schema_name);
  stored cognition.template_programs := (select p from cognition.template_programs p where p.version = program);
  names text[] := array[schema_name || '_owner', '${applicationAdmins}'] || stored.known_roles || array(select schema_name || '_' || r from unnest(cognition.program_roles(program)) as u(r));
  found record;
begin
  select f.object, f.role into found from cognition.foreign_roles(space, array(select r.oid from pg_roles r where r.rolname = any (names))) f order by 1, 2 limit 1;
  if found is not null then raise exception using errcode = 'PGC21', message = format('%s names %s, which is not this tenant''s', found.object, found.role); end if;
  select f.object, f.needs into found from cognition.foreign_objects(space) f order by 1, 2 limit 1;
  if found is not null then raise exception using errcode = 'PGC22', message = format('%s depends on %s', found.object, found.needs); end if;
  if not exists (select from cognition.template_objects o where o.version = program and o.server = current_setting('server_version_num')::int) then
    raise exception using errcode = 'PGC23', message = 'what the template looks like on this server is not known', hint = 'select cognition.adopt_template()';
  end if;
  select d.object, d.difference into found from cognition.template_differences(schema_name, program, made) d limit 1;
  if found is not null then raise exception using errcode = 'PGC24', message = format('%s differs from the template: %s', found.object, found.difference); end if;
end
$verify$;`;

/**
 * One at a time: roles of a group, and what is everybody's, are written by each. Where the control schema is whole,
 * `cognition.add_tenant` makes row, roles and schema, and keeps the log; the lock is the same.
 */
const createSql = `
create or replace function cognition.create_tenant(name text, displayname text) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $create$
declare
  program text; made jsonb; tenant uuid;
begin
  perform pg_advisory_xact_lock(hashtext('cognition.add_tenant'));
  program := cognition.current_program();
  if to_regprocedure('cognition.add_tenant(text, text)') is not null then
    execute 'select cognition.add_tenant($1, $2)' into tenant using name, displayname;
    made := cognition.fill_schema(name, program);
  else
    perform cognition.check_new_tenant(name);
    insert into cognition.tenants (name, displayname) values (create_tenant.name, create_tenant.displayname) returning id into tenant;
    made := cognition.build_schema(name, program);
  end if;
  perform cognition.verify_schema(name, program, made);
  return tenant;
end
$create$;`;

/**
 * The roles that go are those that the schema itself knows: another tenant's may begin with the same letters. Members
 * hold the tenant's row, so it goes first and they must be removed before.
 */
const dropSql = `
create or replace function cognition.remove_tenant(name text, confirmation text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
set client_min_messages = warning as $drop$
declare
  newer boolean := current_setting('server_version_num')::int >= 160000;
  superuser boolean := (select r.rolsuper from pg_roles r where r.rolname = current_user);
  role text; roles text[];
begin
  if confirmation is distinct from name then
    raise exception using errcode = 'PGC25', message = format('tenant %s is not dropped: the confirmation is not its name', name);
  end if;
  if to_regprocedure('cognition.drop_tenant(text, text)') is not null then
    execute 'select cognition.drop_tenant($1, $2)' using name, confirmation;
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('cognition.add_tenant'));
  delete from cognition.tenants t where t.name = remove_tenant.name;
  if not found then raise exception using errcode = 'PGC26', message = format('there is no tenant %s', name); end if;
  roles := name || '_owner' || array(select distinct r.rolname::text from pg_namespace n, aclexplode(n.nspacl) item join pg_roles r on r.oid = item.grantee
    where n.nspname = remove_tenant.name and r.rolname like replace(remove_tenant.name, '_', '\\_') || '\\_%' and r.rolname <> remove_tenant.name || '_owner');
  if not superuser then
    foreach role in array roles loop
      execute format('grant %I to %I', role, current_user) || case when newer then ' with inherit true, set true' else '' end;
    end loop;
  end if;
  execute format('drop schema %I cascade', name);
  foreach role in array roles loop execute format('drop owned by %I cascade', role); end loop;
  foreach role in array roles loop execute format('drop role %I', role); end loop;
end
$drop$;`;
