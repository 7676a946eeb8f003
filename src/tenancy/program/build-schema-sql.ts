import { applicationAdmins } from '../../catalog/scratch-roles.js';

/** The group through which owners of tenants may use what is everybody's: one entry in each list of rights, not one per tenant. */
export const ownersGroup = 'cognition_tenant_owners';

/**
 * SQL of `cognition.build_schema`: roles, schema and objects of one tenant, in the transaction of its caller, and of
 * `cognition.fill_schema`, which makes the objects only, in a schema that is there with its roles. They run with the
 * control owner's rights, a role that may create roles and schemas and need be no superuser; from PostgreSQL 16 on the
 * maker of a role must give itself the right to be it.
 */
export function buildSchemaSql(): string {
  return [expandSql, rolesSql, buildSql].join('\n');
}

const expandSql = `
create or replace function cognition.expand_pieces(pieces text[], slots jsonb) returns text language sql immutable strict begin atomic
  select coalesce(string_agg(case when n % 2 = 1 then piece else slots ->> piece end, '' order by n), '') from unnest(pieces) with ordinality as p(piece, n);
end;`;

/** A member has the rights of its group, and from PostgreSQL 16 on cannot become it. */
const rolesSql = `
create or replace function cognition.build_roles(schema_name text, roles jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $roles$
declare
  own text := schema_name || '_owner';
  newer boolean := current_setting('server_version_num')::int >= 160000;
  member text := case when newer then ' with inherit true, set false' else '' end;
  role record; inherited text;
begin
  execute format('create role %I nologin', own);
  for role in select schema_name || '_' || (r ->> 'name') as name, r ->> 'name' as config, r -> 'inherits' as inherits from jsonb_array_elements(roles) as r loop
    if octet_length(role.name) > 63 then
      raise exception using errcode = '42622', message = format('the role name %s would be longer than 63 bytes', role.name), hint = 'choose a shorter name for the tenant';
    end if;
    execute format('create role %I nologin', role.name);
    execute format('grant %I to %I', 'tenant_' || role.config, role.name) || member;
  end loop;
  for role in select schema_name || '_' || (r ->> 'name') as name, r -> 'inherits' as inherits from jsonb_array_elements(roles) as r loop
    for inherited in select jsonb_array_elements_text(role.inherits) loop
      execute format('grant %I to %I', schema_name || '_' || inherited, role.name) || member;
    end loop;
  end loop;
  if not (select r.rolsuper from pg_roles r where r.rolname = current_user) then
    execute format('grant %I to %I', own, current_user) || case when newer then ' with inherit true, set true' else '' end;
  end if;
end
$roles$;`;

/**
 * The statements run inside a SECURITY DEFINER function of the new owner's: what they make is the owner's, and nothing in
 * them can become anybody else, since PostgreSQL forbids SET ROLE there; out of a role that was only set, a template
 * would find the way back to the control owner. Its settings are those of a new cluster, so that literals are read and
 * objects made as they were when the template was checked.
 */
const builderSql = `create function %1$I.pgcog_build(texts text[], paths text[], exact_rows boolean)
returns table (object text, definition text) language plpgsql security definer
set search_path = pg_catalog, pg_temp set check_function_bodies = off set standard_conforming_strings = on set datestyle = 'ISO, MDY'
set intervalstyle = 'postgres' set timezone = 'UTC' set default_tablespace = '' set default_table_access_method = heap set xmloption = 'content'
set row_security = on set quote_all_identifiers = off set transform_null_equals = off set array_nulls = on set client_min_messages = warning as $build$
declare
  step int := 0; state text; message text; detail text; hint text;
begin
  alter default privileges revoke execute on functions from public;
  alter default privileges revoke usage on types from public;
  begin
    while step < cardinality(texts) loop
      step := step operator(pg_catalog.+) 1;
      perform pg_catalog.set_config('search_path', paths[step], true);
      execute texts[step];
      perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end loop;
    set constraints all immediate;
  exception when others then
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    raise exception using errcode = state, message = format('statement %%s of the template: %%s', step, message),
      detail = concat_ws(E'\\n', nullif(detail, ''), left(texts[step], 400)), hint = hint;
  end;
  perform cognition.finish_schema(%1$L);
  return query select r.object, r.definition from cognition.schema_rows(%1$L, exact_rows) r;
end
$build$`;

const buildSql = `
create or replace function cognition.build_schema(schema_name text, program text) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $build$
begin
  perform cognition.build_roles(schema_name, (select p.roles from cognition.template_programs p where p.version = program));
  execute format('create schema %I authorization %I', schema_name, schema_name || '_owner');
  execute (select format('grant usage on schema %I to ${applicationAdmins}, ', schema_name) || string_agg(quote_ident(schema_name || '_' || r), ', ') from unnest(cognition.program_roles(program)) as u(r));
  return cognition.fill_schema(schema_name, program);
end
$build$;

create or replace function cognition.fill_schema(schema_name text, program text) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $make$
declare
  own text := schema_name || '_owner';
  stored cognition.template_programs := (select p from cognition.template_programs p where p.version = program);
  slots jsonb; texts text[]; paths text[]; made jsonb;
begin
  if stored.version is null then
    raise exception using errcode = 'PGC20', message = 'no template program is stored', hint = 'run pgcog migrate up';
  end if;
  select jsonb_build_object('schema', quote_ident(schema_name), 'schema text', schema_name, 'owner', quote_ident(own))
      || jsonb_object_agg('role ' || (r ->> 'name'), quote_ident(schema_name || '_' || (r ->> 'name')))
    into slots from jsonb_array_elements(stored.roles) as r;
  select array_agg(cognition.expand_pieces(s.pieces, slots) order by s.number), array_agg(cognition.expand_pieces(s.path, slots) order by s.number)
    into texts, paths from cognition.template_steps s where s.version = program;
  execute format('grant ${ownersGroup} to %I', own) || case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set false' else '' end;
  execute format($builder$${builderSql}$builder$, schema_name);
  execute format('alter function %I.pgcog_build(text[], text[], boolean) owner to %I', schema_name, own);
  execute format('select coalesce(jsonb_agg(to_jsonb(b)), ''[]'') from %I.pgcog_build($1, $2, $3) b', schema_name) into made
    using coalesce(texts, '{}'), coalesce(paths, '{}'), stored.exact_rows;
  execute format('drop function %I.pgcog_build(text[], text[], boolean)', schema_name);
  return made;
end
$make$;`;
