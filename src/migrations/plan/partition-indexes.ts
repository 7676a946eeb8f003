import type { Client } from 'pg';

/** An index of a partition, and the one of the partitioned table that it is part of: the engine sees neither. */
export interface PartIndex {
  readonly index: string;
  readonly name: string;
  readonly table: string;
  /** Null: of none. */
  readonly parent: string | null;
  /** `PRIMARY KEY` or `UNIQUE`, and what stands behind its index; null: it is no constraint's. */
  readonly key: readonly [string, string] | null;
}

/** Read under pg_catalog, so that every name has its schema. */
export async function readPartIndexes(client: Client, schemas: readonly string[]): Promise<readonly PartIndex[]> {
  await client.query('set local search_path = pg_catalog');
  return (await client.query<PartIndex>(sql, [schemas])).rows;
}

/**
 * Statements by which indexes that are there become part of those of the partitioned table: the engine would drop them.
 * The whole index is valid when every partition has its part.
 */
export function attachments(from: readonly PartIndex[], to: readonly PartIndex[]): readonly (readonly string[])[] {
  return to.flatMap(({ index, name, table, parent, key }) => {
    const had = from.find((one) => one.index === index && one.table === table);
    if (had === undefined || had.parent !== null || parent === null) return [];
    const constraint = had.key !== null || key === null ? [] : [`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${key[0]} USING INDEX ${name}${key[1]}`];
    return [[...constraint, `ALTER INDEX ${parent} ATTACH PARTITION ${index}`]];
  });
}

const sql = `
select x.indexrelid::regclass::text as index, quote_ident(c.relname) as name, x.indrelid::regclass::text as table, (select h.inhparent::regclass::text from pg_inherits h where h.inhrelid = x.indexrelid) as parent,
  case when k.oid is not null then array[case k.contype when 'p' then 'PRIMARY KEY' else 'UNIQUE' end, case when k.condeferrable then ' DEFERRABLE' else '' end || case when k.condeferred then ' INITIALLY DEFERRED' else '' end] end as key
from pg_index x join pg_class c on c.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace join pg_class t on t.oid = x.indrelid
left join pg_constraint k on k.conindid = x.indexrelid and k.conrelid = x.indrelid and k.contype in ('p', 'u')
where t.relispartition and n.nspname = any ($1) order by 1`;
