import { remark } from './remark-sql.js';
import { roleSql } from './role-sql.js';

/** Types that are nobody's row, array or multirange; collations, operators, text search objects, conversions. */
export function typeParts(): readonly string[] {
  return [types, collations, operators, configurations, dictionaries];
}

const types = `
  select 'type ' || t.typname,
    jsonb_build_object('kind', t.typtype, 'owner', ${roleSql('t.typowner')}, 'delimiter', t.typdelim,
      'labels', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid),
      'base', format_type(nullif(t.typbasetype, 0), t.typtypmod), 'not null', t.typnotnull, 'default', coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault),
      'collation', nullif(t.typcollation, 0)::regcollation::text,
      'range', (select jsonb_build_object('of', format_type(r.rngsubtype, null), 'multirange', format_type(r.rngmultitypid, null), 'collation', nullif(r.rngcollation, 0)::regcollation::text,
        'class', (select o.opcname from pg_catalog.pg_opclass o where o.oid = r.rngsubopc), 'canonical', nullif(r.rngcanonical::oid, 0)::regprocedure::text,
        'difference', nullif(r.rngsubdiff::oid, 0)::regprocedure::text) from pg_catalog.pg_range r where r.rngtypid = t.oid),
      'grants', cognition.fingerprint_acl(coalesce(t.typacl, acldefault('T', t.typowner)), slot_oids, slot_names), 'comment', ${remark(1247, 't.oid')}), null
  from typ t where (t.typtype in ('d', 'e', 'r', 'p') or (t.typtype = 'b' and t.typarray <> 0)
    or (t.typtype = 'c' and exists (select from rel c where c.oid = t.typrelid and c.relkind = 'c')))
    and not exists (select from pg_catalog.pg_depend d where d.classid = 1247 and d.objid = t.oid and d.deptype = 'e')`;

/** A collation's columns have changed their names from version to version. */
const collations = `
  select 'collation ' || c.collname, to_jsonb(c) - '{oid,collname,collnamespace,collowner,collversion}'::text[]
    || jsonb_build_object('owner', ${roleSql('c.collowner')}, 'comment', ${remark(3456, 'c.oid')}), null
  from own d join pg_catalog.pg_collation c on c.oid = d.objid where d.classid = 3456 and c.collnamespace = space`;

const operators = `
  select 'operator ' || o.oprname || '(' || coalesce(format_type(nullif(o.oprleft, 0), null), 'none') || ', ' || format_type(o.oprright, null) || ')',
    jsonb_build_object('owner', ${roleSql('o.oprowner')}, 'result', format_type(o.oprresult, null), 'function', o.oprcode::regprocedure::text,
      'merge', o.oprcanmerge, 'hash', o.oprcanhash, 'commutator', nullif(o.oprcom, 0)::regoperator::text, 'negator', nullif(o.oprnegate, 0)::regoperator::text,
      'restrict', nullif(o.oprrest::oid, 0)::regprocedure::text, 'join', nullif(o.oprjoin::oid, 0)::regprocedure::text, 'comment', ${remark(2617, 'o.oid')}), null
  from own d join pg_catalog.pg_operator o on o.oid = d.objid where d.classid = 2617 and o.oprnamespace = space
    and not exists (select from pg_catalog.pg_depend d where d.classid = 2617 and d.objid = o.oid and d.deptype = 'e')`;

const configurations = `
  select 'text search configuration ' || c.cfgname,
    jsonb_build_object('owner', ${roleSql('c.cfgowner')}, 'parser', (select p.prsname from pg_catalog.pg_ts_parser p where p.oid = c.cfgparser),
      'mappings', (select jsonb_agg(jsonb_build_array(m.maptokentype, m.mapdict::regdictionary::text) order by m.maptokentype, m.mapseqno) from pg_catalog.pg_ts_config_map m where m.mapcfg = c.oid),
      'comment', ${remark(3602, 'c.oid')}), null
  from own d join pg_catalog.pg_ts_config c on c.oid = d.objid where d.classid = 3602 and c.cfgnamespace = space`;

const dictionaries = `
  select 'text search dictionary ' || d.dictname,
    jsonb_build_object('owner', ${roleSql('d.dictowner')}, 'template', (select t.tmplname from pg_catalog.pg_ts_template t where t.oid = d.dicttemplate),
      'options', d.dictinitoption, 'comment', ${remark(3600, 'd.oid')}), null
  from own o join pg_catalog.pg_ts_dict d on d.oid = o.objid where o.classid = 3600 and d.dictnamespace = space`;
