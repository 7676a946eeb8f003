import { byIndex, inSchema } from './in-schema.js';
import { relationParts } from './relations-sql.js';
import { rightParts } from './rights-sql.js';
import { routineParts } from './routines-sql.js';
import { fingerprintSupportSql } from './support-sql.js';
import { tableParts } from './table-parts-sql.js';
import { typeParts } from './types-sql.js';

/**
 * SQL of `cognition.fingerprint(schema, roles, of_template)`: every object of a schema, one row each: what it is called,
 * what it is, and the text of its body if it has one. Names of the schema's own objects stand without the schema,
 * whatever that is called; others keep theirs. Its owner and its roles are `owner` and `own role users`; in a template the
 * group `tenant_users` is the same as its own role. To be run once in schema `cognition`.
 */
export function fingerprintSql(): string {
  return [fingerprintSupportSql(), objectsSql(), wrapperSql()].join('\n');
}

function objectsSql(): string {
  const parts = [...relationParts(), ...tableParts(), ...routineParts(), ...typeParts(), ...rightParts()];
  return `
create or replace function cognition.fingerprint_objects(space oid, schema_name text, slot_oids oid[], slot_names text[])
returns table (object text, definition text, body text) language sql stable begin atomic
with ${inSchema}, rel as materialized (
  select c.* from every c where not exists (select from pg_catalog.pg_depend d where d.classid = 1259 and d.objid = c.oid and d.deptype = 'e')
), acls as materialized (
  select l.list, cognition.fingerprint_acl(l.list::aclitem[], slot_oids, slot_names) as said
  from (select distinct coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))::text from rel c where c.relkind not in ('i', 'I', 't')) as l(list)
), found(object, definition, body) as (${parts.join('\n  union all')}
)
select f.object, jsonb_strip_nulls(f.definition)::text, f.body from found f;
end;`;
}

/**
 * The path begins with the schema, so that PostgreSQL prints its names without it. What else could change what is
 * printed is set too.
 */
function wrapperSql(): string {
  return `
create or replace function cognition.fingerprint(schema_name text, role_names text[], of_template boolean default false)
returns table (object text, definition text, body text) language plpgsql stable
set search_path = pg_catalog, pg_temp set quote_all_identifiers = off set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set timezone = 'UTC'
set extra_float_digits = 1 set bytea_output = 'hex' set xmlbinary = 'base64' ${byIndex} as $fingerprint$
declare
  space oid; owner oid; slot_oids oid[]; slot_names text[];
begin
  select n.oid, n.nspowner into space, owner from pg_namespace n where n.nspname = schema_name;
  if space is null then raise exception using errcode = '3F000', message = format('schema %s does not exist', schema_name); end if;
  select array_agg(r.oid order by r.oid), array_agg(w.slot order by r.oid) into slot_oids, slot_names from (
    select schema_name || '_' || name, 'own role ' || name from unnest(role_names) as u(name)
    union all select 'tenant_' || name, 'own role ' || name from unnest(role_names) as u(name) where of_template) as w(name, slot)
    join pg_roles r on r.rolname = w.name;
  slot_oids := owner || coalesce(slot_oids, '{}');
  slot_names := 'owner'::text || coalesce(slot_names, '{}');
  perform set_config('search_path', quote_ident(schema_name) || ', pg_catalog, pg_temp', true);
  return query select * from cognition.fingerprint_objects(space, schema_name, slot_oids, slot_names);
end
$fingerprint$;`;
}
