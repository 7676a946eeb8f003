import type { Client } from 'pg';
import type { Thing, Verb } from './types.js';

/** What PostgreSQL says of a thing, in the form of {@link Thing}, save what is derived here. */
type Raw = Omit<Thing, 'verbs'> & { readonly updatable: number };

/**
 * Every relation, sequence and routine of these schemas, extensions' aside, in the order of schemas, kinds and names.
 * Columns are in their order.
 */
export async function readThings(admin: Client, schemas: readonly string[]): Promise<readonly Thing[]> {
  const { rows } = await admin.query<{ thing: Raw }>(`select thing from (${relationsSql} union all ${routinesSql}) as s(thing, space, rank, name) order by space collate "C", rank, name collate "C"`, [schemas]);
  return rows.map(({ thing: { updatable, ...thing } }) => ({ ...thing, verbs: verbsOf(thing, updatable) }));
}

/** 8, 4 and 16 are bits of `pg_relation_is_updatable`: CMD_INSERT, CMD_UPDATE, CMD_DELETE. */
function verbsOf({ kind }: Pick<Thing, 'kind'>, updatable: number): readonly Verb[] {
  if (kind === 'sequence') return ['nextval'];
  if (kind === 'routine') return ['execute'];
  const writes: readonly (readonly [Verb, number])[] = [['insert', 8], ['update', 4], ['delete', 16]];
  return ['select', ...writes.filter(([, bit]) => (updatable & bit) !== 0).map(([verb]) => verb)];
}

const columnsSql = `(
  select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'base', format_type(b.oid, null), 'category', b.typcategory,
    'labels', array(select e.enumlabel from pg_enum e where e.enumtypid = b.oid order by e.enumsortorder),
    'fields', (select count(*) from pg_attribute f where f.attrelid = b.typrelid and f.attnum > 0 and not f.attisdropped),
    'notNull', a.attnotnull or exists (select from pg_type d where d.oid = a.atttypid and d.typnotnull),
    'hasDefault', a.atthasdef or a.attidentity <> '' or t.typdefault is not null, 'generated', a.attgenerated <> '' or a.attidentity = 'a' or (c.relkind = 'v' and not pg_column_is_updatable(c.oid, a.attnum, true)), 'isDomain', t.typtype = 'd') order by a.attnum), '[]')
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  cross join lateral (with recursive down(oid, typtype, typbasetype) as (
    select t.oid, t.typtype, t.typbasetype union all select n.oid, n.typtype, n.typbasetype from down d join pg_type n on d.typtype = 'd' and n.oid = d.typbasetype)
    select n.* from down d join pg_type n on n.oid = d.oid where d.typtype <> 'd') b
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)`;

/** Of a verb that a rule makes nothing of, PostgreSQL asks no right. */
const uncheckedSql = `(select coalesce(bit_or(case r.ev_type when '3' then 8 when '2' then 4 when '4' then 16 else 0 end), 0) from pg_rewrite r where r.ev_class = c.oid and r.is_instead and pg_get_ruledef(r.oid) ~* '\\mdo instead nothing;?$')`;

const relationsSql = `
select json_build_object('oid', c.oid::int8, 'schema', n.nspname, 'name', c.relname,
    'kind', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' when 'S' then 'sequence' else 'table' end,
    'columns', case when c.relkind = 'S' then '[]'::json else ${columnsSql} end, 'guarded', c.relrowsecurity, 'routine', null,
    'updatable', case when c.relkind in ('r', 'p', 'v') then pg_relation_is_updatable(c.oid, true) & ~${uncheckedSql} else 0 end) as thing, n.nspname::text, case c.relkind when 'S' then 2 else 1 end, c.relname::text
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

/** Arguments that are given: OUT and TABLE columns are not, save a procedure's OUT arguments. Pseudo-types can only be told by a value of some type. */
const routinesSql = `
select json_build_object('oid', p.oid::int8, 'schema', n.nspname, 'name', p.proname || '(' || oidvectortypes(p.proargtypes) || ')', 'kind', 'routine', 'columns', '[]'::json, 'guarded', false, 'updatable', 0,
    'routine', json_build_object('kind', case when p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype) then 'trigger' when p.prokind = 'p' then 'procedure' when p.prokind = 'a' then 'aggregate' when p.prokind = 'w' then 'window' else 'function' end,
      'arguments', array(select case when t.typtype = 'p' then case t.typname when 'anyarray' then 'text[]' when 'anycompatiblearray' then 'text[]' when 'record' then 'record' else 'text' end else format_type(t.oid, null) end
        from unnest(case when p.prokind = 'p' then coalesce(p.proallargtypes, p.proargtypes::oid[]) else p.proargtypes::oid[] end) with ordinality as a(type, n) join pg_type t on t.oid = a.type order by a.n),
      'variadic', p.provariadic <> 0, 'definer', p.prosecdef, 'owner', o.rolname, 'language', l.lanname, 'source', coalesce(p.prosrc, ''))), n.nspname::text, 3, p.proname || '(' || oidvectortypes(p.proargtypes) || ')'
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles o on o.oid = p.proowner join pg_language l on l.oid = p.prolang
where n.nspname = any ($1) and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i'))`;
