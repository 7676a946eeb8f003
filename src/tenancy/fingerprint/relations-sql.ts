import { remark } from './remark-sql.js';
import { relationGrants, roleSql } from './role-sql.js';

/** Tables, views, materialized views, indexes, sequences: what each is, and its columns. */
export function relationParts(): readonly string[] {
  return [relations, columns, sequences, indexes];
}

const relations = `
  select case c.relkind when 'r' then 'table ' when 'p' then 'table ' when 'v' then 'view ' when 'm' then 'materialized view ' when 'f' then 'foreign table ' else 'composite type ' end || c.relname,
    jsonb_build_object('kind', c.relkind, 'persistence', c.relpersistence, 'owner', ${roleSql('c.relowner')},
      'row security', c.relrowsecurity, 'forced', c.relforcerowsecurity, 'options', cognition.fingerprint_sorted(c.reloptions),
      'toast options', (select cognition.fingerprint_sorted(t.reloptions) from pg_catalog.pg_class t where t.oid = c.reltoastrelid),
      'replica identity', nullif(c.relreplident, 'd'), 'access method', (select a.amname from pg_catalog.pg_am a where a.oid = c.relam),
      'partition key', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end, 'bound', case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end,
      'inherits', (select jsonb_agg(i.inhparent::regclass::text order by i.inhseqno) from pg_catalog.pg_inherits i where i.inhrelid = c.oid),
      'of', case when c.reloftype <> 0 then c.reloftype::regtype::text end, 'query', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid, true) end,
      'populated', case when c.relkind = 'm' then c.relispopulated end,
      'grants', ${relationGrants},
      'comment', coalesce(${remark(1259, 'c.oid')}, ${remark(1247, 'c.reltype')})), null
  from rel c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')`;

/** By name: the order of a table's columns and gaps among them are nobody's business; a composite type's order is. */
const columns = `
  select 'column ' || c.relname || '.' || a.attname,
    jsonb_build_object('type', format_type(a.atttypid, a.atttypmod), 'not null', a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid, true),
      'identity', nullif(a.attidentity, ''), 'generated', nullif(a.attgenerated, ''), 'storage', a.attstorage, 'compression', nullif(a.attcompression, ''),
      'statistics', nullif(a.attstattarget, -1), 'collation', case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end,
      'options', cognition.fingerprint_sorted(a.attoptions), 'grants', cognition.fingerprint_acl(a.attacl, slot_oids, slot_names),
      'comment', ${remark(1259, 'c.oid', 'a.attnum')},
      'ordinal', case when c.relkind = 'c' then row_number() over (partition by c.oid order by a.attnum) end), null
  from rel c join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')`;

const sequences = `
  select 'sequence ' || c.relname,
    jsonb_build_object('owner', ${roleSql('c.relowner')}, 'persistence', c.relpersistence,
      'type', format_type(s.seqtypid, null), 'values', jsonb_build_array(s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle),
      'owned by', (select d.deptype::text || ' ' || d.refobjid::regclass::text || '.' || quote_ident(a.attname) from pg_catalog.pg_depend d
        join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 1259 and d.objid = c.oid and d.objsubid = 0 and d.refclassid = 1259 and d.deptype in ('a', 'i')),
      'grants', ${relationGrants}, 'comment', ${remark(1259, 'c.oid')}), null
  from rel c join pg_catalog.pg_sequence s on s.seqrelid = c.oid where c.relkind = 'S'`;

const indexes = `
  select 'index ' || cognition.fingerprint_name(c.relname),
    jsonb_build_object('definition', replace(pg_get_indexdef(c.oid, 0, true), 'INDEX ' || quote_ident(c.relname) || ' ON', 'INDEX ON'),
      'clustered', i.indisclustered, 'identity', i.indisreplident, 'valid', i.indisvalid,
      'attached to', (select cognition.fingerprint_name(n.inhparent::regclass::text) from pg_catalog.pg_inherits n where n.inhrelid = c.oid),
      'statistics', (select jsonb_agg(jsonb_build_array(a.attnum, a.attstattarget) order by a.attnum) from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attstattarget >= 0),
      'comment', ${remark(1259, 'c.oid')}), null
  from rel c join pg_catalog.pg_index i on i.indexrelid = c.oid where c.relkind in ('i', 'I')`;
