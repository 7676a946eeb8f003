import type { Client } from 'pg';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';

/** Rows of each table of a schema, by its name as SQL; partitions count with their parent. */
export async function countRows(admin: Client, schema: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await admin.query<{ name: string }>(`select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition order by 1`, [schema]);
  const counts = new Map<string, number>();
  for (const { name } of rows) {
    const counted = await admin.query<{ rows: string }>(`select count(*) as rows from ${quoteQualified(schema, name)}`);
    counts.set(quoteIdentifier(name), Number(counted.rows[0]?.rows ?? 0));
  }
  return counts;
}
