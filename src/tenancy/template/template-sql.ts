import { functionSql } from '../control/function-sql.js';

/**
 * SQL of what the control schema keeps of the template that is installed: the program, and all that is there once for the
 * database, by its digest; and of what takes an installed template away. As one of its versions.
 */
export function installedTemplateSql(): string {
  return [tableSql, dropTemplate(), dropShared()].join('\n');
}

const tableSql = `
create table cognition.installed_template (
  one boolean primary key default true check (one),
  version text not null references cognition.template_programs (version),
  checksum text not null,
  -- what the template's own statements have put into shared
  shared_rows jsonb not null,
  installed_at timestamptz not null default clock_timestamp()
);
alter table cognition.installed_template enable row level security;
comment on table cognition.installed_template is 'The template that tenants are made from, with what they share.';`;

/** Its roles are found as a tenant's are: by its name, among the members of the groups. */
function dropTemplate(): string {
  return functionSql({
    name: 'drop_template', parameters: 'schema_name text', returns: 'void', declare: '  roles text[];\n  role text;',
    body: `  if to_regrole(quote_ident(schema_name || '_owner')) is null then return; end if;
  roles := (schema_name || '_owner') || array(select distinct r.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
    where g.rolname like 'tenant\\_%' and r.rolname = schema_name || substr(g.rolname, length('tenant_')) order by 1);
  perform cognition.with_rights_of(roles, format('drop schema if exists %I cascade', schema_name));
  perform cognition.with_rights_of(roles, 'drop owned by ' || (select string_agg(quote_ident(r), ', ') from unnest(roles) r) || ' cascade');
  foreach role in array roles loop execute format('drop role %I', role); end loop;`,
    comment: "Drops a template's schema and its roles.",
  });
}

/** In \`public\` it is what belongs to the control owner, who has nothing there but what templates made. */
function dropShared(): string {
  return functionSql({
    name: 'drop_shared', returns: 'void', declare: '  statement text;',
    body: `  drop schema if exists shared cascade;
  for statement in
    with home as (select n.oid from pg_namespace n where n.nspname = 'public'), me as (select r.oid from pg_roles r where r.rolname = current_user)
    select format('drop %s if exists %s cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
      from pg_class c, home, me where c.relnamespace = home.oid and c.relowner = me.oid and c.relkind in ('r', 'p', 'v', 'm', 'S')
        and not exists (select from pg_depend d where d.classid = 1259 and d.objid = c.oid and d.deptype in ('a', 'i'))
    union all select format('drop routine if exists %s cascade', p.oid::regprocedure) from pg_proc p, home, me where p.pronamespace = home.oid and p.proowner = me.oid
    union all select format('drop type if exists %s cascade', t.oid::regtype) from pg_type t, home, me where t.typnamespace = home.oid and t.typowner = me.oid
      and (t.typtype in ('d', 'e', 'r') or (t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c')))
  loop
    execute statement;
  end loop;`,
    comment: 'Drops what templates have made for all tenants together.',
  });
}
