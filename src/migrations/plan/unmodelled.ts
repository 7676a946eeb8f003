import type { Client } from 'pg';
import type { Diagnostic } from '../../source/types.js';

/** Definitions by what they are of: objects that no statement is planned for. */
export type Unmodelled = ReadonlyMap<string, string>;

/** Read under pg_catalog, in the transaction that is open. */
export async function readUnmodelled(client: Client, schemas: readonly string[]): Promise<Unmodelled> {
  await client.query('set local search_path = pg_catalog');
  const { rows } = await client.query<{ object: string; definition: string }>(unmodelledSql, [schemas]);
  return new Map(rows.map(({ object, definition }) => [object, definition]));
}

/** Nothing is to be called unchanged that is not: what differs has to be written by hand. */
export function unplanned(from: Unmodelled, to: Unmodelled): readonly Diagnostic[] {
  const objects = [...new Set([...from.keys(), ...to.keys()])].filter((object) => from.get(object) !== to.get(object));
  return objects.map((object) => ({
    code: 'PGC650', severity: 'error', message: `no migration can be planned: ${object} ${!from.has(object) ? 'is new' : to.has(object) ? 'is changed' : 'is gone'}`, span: null,
    hint: 'Write the migration by hand: `pgcog-gen migration` proves it as well.', related: [],
  }));
}

const unmodelledSql = `
with own as (select oid, nspname::text as space from pg_namespace where nspname = any ($1)), found(class, oid, object, definition) as (
  select 'pg_operator'::regclass, o.oid, 'operator ' || o.oid::regoperator::text, jsonb_build_array(format_type(o.oprresult, null), o.oprcode::text, nullif(o.oprcom, 0)::regoperator::text, nullif(o.oprnegate, 0)::regoperator::text, o.oprrest::text, o.oprjoin::text, o.oprcanmerge, o.oprcanhash)
    from pg_operator o join own on own.oid = o.oprnamespace where o.oprcode <> 0
  union all select 'pg_opclass'::regclass, c.oid, format('operator class %I.%I', space, c.opcname), jsonb_build_array(m.amname, format_type(c.opcintype, null), c.opcdefault, format_type(nullif(c.opckeytype, 0), null),
      (select jsonb_agg(jsonb_build_array(a.amopstrategy, a.amopopr::regoperator::text) order by a.amopstrategy, a.amopopr::regoperator::text) from pg_amop a where a.amopfamily = c.opcfamily),
      (select jsonb_agg(jsonb_build_array(a.amprocnum, a.amproc::text) order by a.amprocnum, a.amproc::text) from pg_amproc a where a.amprocfamily = c.opcfamily))
    from pg_opclass c join own on own.oid = c.opcnamespace join pg_am m on m.oid = c.opcmethod
  union all select 'pg_ts_config'::regclass, c.oid, format('text search configuration %I.%I', space, c.cfgname), jsonb_build_array((select p.prsname from pg_ts_parser p where p.oid = c.cfgparser),
      (select jsonb_agg(jsonb_build_array(m.maptokentype, m.mapdict::regdictionary::text) order by m.maptokentype, m.mapseqno) from pg_ts_config_map m where m.mapcfg = c.oid))
    from pg_ts_config c join own on own.oid = c.cfgnamespace
  union all select 'pg_ts_dict'::regclass, d.oid, format('text search dictionary %I.%I', space, d.dictname), jsonb_build_array((select t.tmplname from pg_ts_template t where t.oid = d.dicttemplate), d.dictinitoption)
    from pg_ts_dict d join own on own.oid = d.dictnamespace
)
select object, definition::text from found f where not exists (select from pg_depend d where d.classid = f.class and d.objid = f.oid and d.deptype = 'e') order by 1`;
