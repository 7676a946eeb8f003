import type { SqlSession } from '../../postgres/sql-session.js';

/** Casts of types or functions of schemas, as the statements that make them, by the one that drops them. The engine has no eye for them; a range type brings its own. */
export type Casts = ReadonlyMap<string, string>;

/** Read under pg_catalog, so that every name has its schema. */
export async function readCasts(client: SqlSession, schemas: readonly string[]): Promise<Casts> {
  await client.query('set local search_path = pg_catalog');
  const { rows } = await client.query<{ drops: string; makes: string }>(castsSql, [schemas]);
  return new Map(rows.map(({ drops, makes }) => [drops, makes]));
}

/** What is to be dropped before all else, and made behind it. */
export function castStatements(from: Casts, to: Casts): { readonly first: readonly string[]; readonly last: readonly string[] } {
  const changed = (one: Casts, other: Casts): readonly string[] => [...one.keys()].filter((key) => one.get(key) !== other.get(key));
  return { first: changed(from, to), last: changed(to, from).flatMap((key) => to.get(key) ?? []) };
}

const castsSql = `
with own as (select oid from pg_namespace where nspname = any ($1::text[]))
select format('DROP CAST (%s AS %s)', s.name, t.name) as drops,
  format('CREATE CAST (%s AS %s) %s%s', s.name, t.name,
    case c.castmethod when 'f' then 'WITH FUNCTION ' || (select format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = c.castfunc)
      when 'i' then 'WITH INOUT' else 'WITHOUT FUNCTION' end, case c.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' else '' end) as makes
from pg_cast c
  join lateral (select format_type(y.oid, null) as name, y.typnamespace as home from pg_type y where y.oid = c.castsource) s on true
  join lateral (select format_type(y.oid, null) as name, y.typnamespace as home from pg_type y where y.oid = c.casttarget) t on true
where (s.home in (select oid from own) or t.home in (select oid from own)) and not exists (select from pg_depend d where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype in ('e', 'i'))
order by 1`;
