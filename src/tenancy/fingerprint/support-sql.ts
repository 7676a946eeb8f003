/**
 * Helpers of the fingerprint. All of them are `BEGIN ATOMIC`: their names are bound when they are made, since they run
 * under a search path that begins with a tenant's schema, where a tenant may have operators of its own.
 */
export function fingerprintSupportSql(): string {
  return `
create or replace function cognition.fingerprint_role(role oid, slot_oids oid[], slot_names text[]) returns text language sql stable begin atomic
  select case role when 0 then 'PUBLIC' else coalesce(slot_names[array_position(slot_oids, role)], (select 'role ' || quote_ident(r.rolname) from pg_catalog.pg_roles r where r.oid = role), 'nobody') end;
end;

create or replace function cognition.fingerprint_acl(acl aclitem[], slot_oids oid[], slot_names text[]) returns text language sql stable strict begin atomic
  select string_agg(line, ' ' order by line collate "C") from (
    select g.role || '=' || string_agg(distinct g.privilege, ',') from (
      select cognition.fingerprint_role(item.grantee, slot_oids, slot_names), item.privilege_type || case when item.is_grantable then '*' else '' end
      from aclexplode(acl) item) as g(role, privilege) group by g.role) as lines(line);
end;

create or replace function cognition.fingerprint_settings(settings text[], schema_name text) returns text[] language sql immutable strict begin atomic
  select array_agg(case when setting like 'search\\_path=%' then 'search_path=' || (
      select string_agg(case when element = quote_ident(schema_name) or element = '"' || schema_name || '"' then '<schema>' else element end, ', ' order by n)
      from unnest(string_to_array(substr(setting, 13), ', ')) with ordinality as e(element, n))
    else setting end order by setting collate "C") from unnest(settings) as s(setting);
end;

create or replace function cognition.fingerprint_sorted(list text[]) returns text[] language sql immutable strict begin atomic
  select array_agg(one order by one collate "C") from unnest(list) as u(one);
end;

create or replace function cognition.fingerprint_name(name text) returns text language sql immutable strict begin atomic
  select regexp_replace(name, '(_(?:check|fkey|key|excl|idx|not_null|seq|stat|expr_idx))\\d+$', '\\1');
end;`;
}
