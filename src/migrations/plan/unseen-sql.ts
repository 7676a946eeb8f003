/**
 * What the engine does not read, one row for each part: whose it is, whether it is as PostgreSQL makes it without a word,
 * the statement that makes it so, and, of what is an object of its own, the one that takes it away. To be read under
 * pg_catalog, so that every name has its schema. $1: schemas.
 */
export const unseenSql = `
with rel as materialized (
  select c.*, c.oid::regclass::text as title, case c.relkind when 'm' then 'MATERIALIZED VIEW ' when 'v' then 'VIEW ' else 'TABLE ' end as word
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm') and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
), col as materialized (
  select rel.title, rel.relkind, rel.word, a.*, t.typstorage, quote_ident(a.attname) as called, format('ALTER %s%s ALTER COLUMN %I ', rel.word, rel.title, a.attname) as alter
  from rel join pg_attribute a on a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
), parts(relation, column_name, part, plain, make, remove) as (
  select title, called, 'storage of ' || called, attstorage = typstorage, alter || 'SET STORAGE ' || case attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end, null
    from col where relkind in ('r', 'p', 'm')
  union all select title, called, 'compression of ' || called, attcompression = '', alter || 'SET COMPRESSION ' || case attcompression when 'p' then 'pglz' when 'l' then 'lz4' else 'default' end, null
    from col where relkind in ('r', 'p', 'm')
  union all select title, called, 'statistics of ' || called, coalesce(attstattarget, -1) = -1, alter || 'SET STATISTICS ' || coalesce(attstattarget, -1), null
    from col where relkind in ('r', 'p', 'm')
  union all select title, called, format('option %s of %s', o.option_name, called), false, alter || format('SET (%s = %s)', o.option_name, o.option_value), alter || format('RESET (%s)', o.option_name)
    from col cross join lateral pg_options_to_table(attoptions) o where relkind in ('r', 'p', 'm')
  union all select title, called, 'comment on ' || called, d is null, format('COMMENT ON COLUMN %s.%I IS %L', title, attname, d), null
    from col cross join lateral col_description(attrelid, attnum) d where relkind in ('v', 'm') or not attislocal
  union all select title, null, 'rows', relispopulated, 'REFRESH MATERIALIZED VIEW ' || title || case when relispopulated then '' else ' WITH NO DATA' end, null from rel where relkind = 'm'
  union all select title, null, 'toast ' || o.option_name, false, format('ALTER %s%s SET (toast.%s = %s)', word, title, o.option_name, o.option_value), format('ALTER %s%s RESET (toast.%s)', word, title, o.option_name)
    from rel join pg_class t on t.oid = rel.reltoastrelid cross join lateral pg_options_to_table(t.reloptions) o
  union all select title, null, 'cluster', x.indexrelid is null, format('ALTER %s%s ', word, title) || coalesce('CLUSTER ON ' || quote_ident(i.relname), 'SET WITHOUT CLUSTER'), null
    from rel left join pg_index x on x.indrelid = rel.oid and x.indisclustered left join pg_class i on i.oid = x.indexrelid where rel.relkind in ('r', 'm')
  union all select title, null, 'trigger ' || quote_ident(g.tgname), g.tgenabled = p.tgenabled, format('ALTER TABLE %s %s TRIGGER %I', title, case g.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS' else 'ENABLE' end, g.tgname), null
    from rel join pg_trigger g on g.tgrelid = rel.oid join pg_trigger p on p.oid = g.tgparentid where not g.tgisinternal
  union all select title, null, 'statistics ' || name, false, regexp_replace(pg_get_statisticsobjdef(s.oid), ';$', ''), 'DROP STATISTICS IF EXISTS ' || name
    from pg_statistic_ext s join rel on rel.oid = s.stxrelid cross join lateral (select format('%I.%I', s.stxnamespace::regnamespace::name, s.stxname) as name) n
  union all select title, null, 'comment on statistics ' || name, d is null, format('COMMENT ON STATISTICS %s IS %L', name, d), null
    from pg_statistic_ext s join rel on rel.oid = s.stxrelid cross join lateral (select format('%I.%I', s.stxnamespace::regnamespace::name, s.stxname) as name) n cross join lateral obj_description(s.oid, 'pg_statistic_ext') d
  union all select title, null, 'target of statistics ' || name, coalesce(stxstattarget, -1) = -1, format('ALTER STATISTICS %s SET STATISTICS %s', name, coalesce(stxstattarget, -1)), null
    from pg_statistic_ext s join rel on rel.oid = s.stxrelid cross join lateral (select format('%I.%I', s.stxnamespace::regnamespace::name, s.stxname) as name) n
), rights as (
  select title, called, format('right %s on %s of %s%s', g.privilege_type, called, who, granting) as part, format('GRANT %s (%s) ON TABLE %s TO %s%s', g.privilege_type, called, title, who, granting) as make,
    format('REVOKE %s (%s) ON TABLE %s FROM %s', g.privilege_type, called, title, who) as remove, g.grantee, relkind in ('r', 'p') and attislocal as seen
  from col cross join lateral aclexplode(attacl) g cross join lateral (select case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end as who, case when g.is_grantable then ' WITH GRANT OPTION' else '' end as granting) w
  where g.grantee <> (select c.relowner from pg_class c where c.oid = attrelid)
)
select relation, column_name as "column", part, plain, make, remove, null as grantee, false as seen from parts
union all select title, called, part, false, make, remove, case grantee when 0 then 'public' else pg_get_userbyid(grantee)::text end, seen from rights
order by relation, remove nulls last, part`;
