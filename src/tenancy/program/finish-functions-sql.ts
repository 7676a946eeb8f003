import { dependents } from '../fingerprint/in-schema.js';

/**
 * SQL of the functions that a schema's owner calls when its objects are there: what the tool adds to the template's own
 * statements, and what rows those have made. They run with their caller's rights, under pg_catalog alone.
 */
export function finishFunctionsSql(): string {
  return [finishSql, rowsSql].join('\n');
}

/**
 * The rules of `pinRoutines` and `makeViewsInvokers` in src/catalog: text bodies mean this schema's objects whoever calls
 * them; views over tables with row level security, directly or through views, run with their caller's rights. A
 * procedure that ends transactions can have no path: comments and strings taken out, COMMIT begins a statement in it.
 */
const finishSql = `
create or replace function cognition.finish_schema(schema_name text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $finish$
declare
  space oid := (select n.oid from pg_namespace n where n.nspname = schema_name);
  statement text;
begin
  for statement in
    with ${dependents}
    select format('alter %s %s set search_path = %I, extensions, pg_temp', case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure, schema_name)
    from own o join pg_proc p on p.oid = o.objid join pg_language l on l.oid = p.prolang
    where o.classid = 1255 and p.pronamespace = space and p.prokind in ('f', 'p', 'w') and p.prosqlbody is null and l.lanname not in ('internal', 'c') and p.proname <> 'pgcog_build'
      and not exists (select from unnest(p.proconfig) as s(setting) where s.setting like 'search\\_path=%')
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
      and not (p.prokind = 'p' and l.lanname <> 'sql' and
        regexp_replace(p.prosrc, $x$'(?:[^']|'')*'|--[^\\n]*|/\\*(?:[^*]|\\*[^/])*\\*/$x$, ' ', 'g') ~* '(?:^|;|>>|\\m(?:begin|then|else|loop))\\s*(?:commit|rollback)\\s*(?:;|\\mand\\M)')
  loop
    execute statement;
  end loop;
  for statement in
    with recursive ${dependents}, views as materialized (select c.oid, c.relkind, c.reloptions from own o join pg_class c on c.oid = o.objid where o.classid = 1259 and c.relnamespace = space and c.relkind in ('v', 'm')),
    uses(view, used) as materialized (
      select o.oid, d.refobjid from views o join pg_rewrite r on r.ev_class = o.oid and r.ev_type = '1' join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
      where d.refclassid = 'pg_class'::regclass and d.deptype = 'n'
    ), guarded(view) as (
      select u.view from uses u join pg_class t on t.oid = u.used and t.relrowsecurity
      union select u.view from uses u join guarded g on g.view = u.used
    )
    select format('alter view %s set (security_invoker = true)', o.oid::regclass) from guarded g join views o on o.oid = g.view
    where o.relkind = 'v' and not exists (select from unnest(o.reloptions) as s(setting) where s.setting like 'security\\_invoker=%')
  loop
    execute statement;
  end loop;
end
$finish$;`;

/**
 * How many rows each table has, and what they say where no function decides it: values that come from no default but a constant,
 * and are no time, UUID, foreign key or OID. Where sequences stand. Empty tables are not read.
 */
const rowsSql = `
create or replace function cognition.schema_rows(schema_name text, exact_rows boolean) returns table (object text, definition text)
language plpgsql stable set search_path = pg_catalog, pg_temp set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set timezone = 'UTC'
set extra_float_digits = 1 set bytea_output = 'hex' as $rows$
#variable_conflict use_column
declare
  space oid := (select n.oid from pg_namespace n where n.nspname = schema_name);
  statement text;
begin
  for object, statement in
    with ${dependents}
    select 'rows of ' || c.relname, format($s$select count(*) || ' ' || coalesce(md5(string_agg(line, E'\\n' order by line collate "C")), '') from (select %s::text as line from only %s) as r$s$,
      case when exact_rows then 'row(' || coalesce((select string_agg(quote_ident(a.attname), ', ' order by a.attname collate "C") from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
          and not exists (select from pg_attrdef d where d.adrelid = c.oid and d.adnum = a.attnum and pg_get_expr(d.adbin, d.adrelid) !~ '^(?:''.*''|-?[0-9.]+|true|false|NULL)(?:::.*)?$')
          and t.typcategory <> 'D' and t.typname <> 'uuid' and t.typname not like 'reg%'
          and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey))), '') || ')' else 'null' end, c.oid::regclass)
    from own o join pg_class c on c.oid = o.objid where o.classid = 1259 and c.relnamespace = space and c.relkind in ('r', 'm') and pg_relation_size(c.oid) > 0 and (c.relkind = 'r' or c.relispopulated)
  loop
    execute statement into definition;
    if definition not like '0 %' then return next; end if;
  end loop;
  if exact_rows then
    return query with ${dependents} select v.name, v.value from (
      select 'value of ' || c.relname, case when c.relkind = 'S' then pg_sequence_last_value(c.oid)::text end from own o join pg_class c on c.oid = o.objid where o.classid = 1259 and c.relnamespace = space and c.relkind = 'S') as v(name, value)
      where v.value is not null;
  end if;
end
$rows$;`;
