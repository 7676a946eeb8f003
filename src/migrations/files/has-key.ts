import type { Client } from 'pg';
import { quoteQualified } from '../../postgres/quote.js';
import type { MigrationStep } from '../types.js';

/** Whether columns are all of a unique key of a table that is never null, in any order: batches find each row once by it. */
export async function hasKey(client: Client, schema: string, { table, key }: NonNullable<MigrationStep['batch']>): Promise<boolean> {
  const { rows } = await client.query(
    `select from pg_catalog.pg_index i
     where i.indrelid = pg_catalog.to_regclass($1) and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null and i.indimmediate
       and (select pg_catalog.array_agg(a.attname::text order by a.attname::text collate "C") filter (where a.attnotnull)
            from pg_catalog.pg_attribute a where a.attrelid = i.indrelid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
         = (select pg_catalog.array_agg(k order by k collate "C") from pg_catalog.unnest($2::text[]) as k)`,
    [quoteQualified(schema, table), [...key]],
  );
  return rows.length > 0;
}
