import { run, type Connection } from './direct-run.js';

/** Type of a column as `pg_type` names it; `element` is null for what is no array. */
export interface ColumnType {
  readonly name: string;
  readonly element: string | null;
}

/** Name, OID and OID of its array of each type that columns usually have: these never change. */
const builtIn =
  'bool 16 1000 bytea 17 1001 name 19 1003 int8 20 1016 int2 21 1005 int4 23 1007 text 25 1009 json 114 199 cidr 650 651 float4 700 1021 float8 701 1022 ' +
  'inet 869 1041 bpchar 1042 1014 varchar 1043 1015 date 1082 1182 time 1083 1183 timestamp 1114 1115 timestamptz 1184 1185 numeric 1700 1231 uuid 2950 2951 jsonb 3802 3807';

/** Operators by their schema: what a role's search_path says must not decide what all others read here. */
const query = `select t.oid::pg_catalog.text, t.typname::pg_catalog.text, e.typname::pg_catalog.text
  from pg_catalog.pg_type t left join pg_catalog.pg_type e on e.oid operator(pg_catalog.=) t.typelem and t.typcategory operator(pg_catalog.=) 'A'
  where t.oid operator(pg_catalog.=) any ($1::pg_catalog.oid[])`;

/** Types that are remembered besides the built-in ones. */
const most = 1_000;

/** Types of columns by their OIDs; others than the built-in ones are asked for once, over the connection at hand. Rejects with a DatabaseFailure. */
export function createTypes(): (connection: Connection, oids: readonly number[], deadline: number) => Promise<readonly ColumnType[]> {
  const known = new Map<number, ColumnType>();
  const words = builtIn.split(' ');
  for (let at = 0; at < words.length; at += 3) {
    const name = words[at] ?? '';
    known.set(Number(words[at + 1]), { name, element: null }).set(Number(words[at + 2]), { name: `_${name}`, element: name });
  }
  const own = known.size;
  return async (connection, oids, deadline) => {
    const unknown = oids.filter((oid) => !known.has(oid));
    if (unknown.length > 0) {
      for (const oldest of [...known.keys()].slice(own)) if (known.size + unknown.length > own + most) known.delete(oldest);
      const { rows } = await run(connection, query, [unknown], deadline);
      for (const [oid, name, element] of rows) known.set(Number(oid), { name: name ?? '', element: element ?? null });
    }
    return oids.map((oid) => known.get(oid) ?? { name: 'unknown', element: null });
  };
}
