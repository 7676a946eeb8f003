import type { Client } from 'pg';
import type { RoutineFact, ViewDefinitions } from './types.js';
import { NEVER_NULL_FUNCTIONS, TOTAL_FUNCTIONS, TOTAL_OPERATORS } from './total-functions.js';

/**
 * Reads what `analyse` needs from the server beside the Catalog: the trees of the views' rules and facts about
 * functions and operators. One read per database is enough; any role may read these catalogs.
 * @throws what the client throws when the server refuses
 */
export async function readViews(client: Pick<Client, 'query'>): Promise<ViewDefinitions> {
  const rules = await client.query<{ oid: string; tree: string }>(RULES);
  const routines = await client.query<RawRoutine>(ROUTINES, [TOTAL_FUNCTIONS, NEVER_NULL_FUNCTIONS, TOTAL_OPERATORS]);
  const lists = await client.query<{ rewritten: string[]; equality: string[]; nondeterministic: string[] }>(LISTS);
  const [{ rewritten, equality, nondeterministic }] = lists.rows as [(typeof lists.rows)[number]];
  return {
    rules: Object.fromEntries(rules.rows.map((row) => [row.oid, row.tree])),
    rewritten: rewritten.map(Number),
    routines: Object.fromEntries(routines.rows.map((row) => [row.oid, routineFact(row)])),
    equality: equality.map(Number),
    nondeterministic: nondeterministic.map(Number),
  };
}

interface RawRoutine {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly strict: boolean;
  readonly volatile: boolean;
  readonly result: RoutineFact['result'];
}

function routineFact({ schema, name, strict, volatile, result }: RawRoutine): RoutineFact {
  return { schema, name, strict, volatile, result };
}

/** System views' trees are large and seldom read in an API: their columns stay unknown. */
const RULES = `
  select c.oid::text as oid, r.ev_action::text as tree
  from pg_catalog.pg_rewrite r
  join pg_catalog.pg_class c on c.oid = r.ev_class
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where r.ev_type = '1' and c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
  order by c.oid`;

/**
 * Total are the listed functions, the functions of the listed operators, and functions of casts between types of
 * pg_catalog; never those over geometric types, and no cast that answers null for some value (jsonb null on 18,
 * infinite timestamps as time).
 */
const ROUTINES = `
  with listed as (
    select p.oid, p.pronamespace, p.proargtypes, p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' as signature
    from pg_catalog.pg_proc p
    where p.prokind = 'f' and not p.proretset and p.pronamespace = 'pg_catalog'::regnamespace and not exists (
      select from pg_catalog.pg_type t
      where t.oid = any (p.proargtypes::oid[]) and (t.typcategory = 'G' or t.typname in ('jsonpath', 'aclitem', '_aclitem')))
  ), total as (
    select l.oid from listed l where l.signature = any ($1::text[]) or split_part(l.signature, '(', 1) = any ($1::text[])
    union
    select o.oprcode::oid from pg_catalog.pg_operator o join listed l on l.oid = o.oprcode::oid where o.oprname = any ($3::text[])
    union
    select c.castfunc from pg_catalog.pg_cast c join listed l on l.oid = c.castfunc
    where c.castsource not in ('jsonb'::regtype) and c.casttarget not in ('time'::regtype, 'timetz'::regtype)
  )
  select p.oid::text as oid, n.nspname as schema, p.proname as name, p.proisstrict as strict, p.provolatile = 'v' as volatile,
    case when p.oid in (select oid from listed where signature = any ($2::text[]) or split_part(signature, '(', 1) = any ($2::text[])) then 'never'
      when p.oid in (select oid from total) then 'total' else 'unknown' end as result
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  order by p.oid`;

/** 405 and 403 are the access methods hash and btree; their strategies 1 and 3 are equality. */
const LISTS = `
  select
    array(select distinct ev_class::oid::text from pg_catalog.pg_rewrite where ev_type <> '1' and ev_class >= 16384) as rewritten,
    array(select distinct amopopr::oid::text from pg_catalog.pg_amop
      where amopmethod = 403 and amopstrategy = 3 or amopmethod = 405 and amopstrategy = 1) as equality,
    array(select oid::text from pg_catalog.pg_collation where not collisdeterministic) as nondeterministic`;
