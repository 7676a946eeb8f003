import type { Client } from 'pg';
import { quoteIdentifier } from './quote.js';

/** Prefix of every database of ours: `pgcog_scratch_<run>_<random>` for one run, `pgcog_kept_<hash>` to be kept. */
export const scratchPrefix = 'pgcog_scratch_';
export const keptPrefix = 'pgcog_kept_';

/** Prepared databases that a data directory keeps; the least recently used goes. One takes 8 MB and more. */
const mostKept = 8;

/**
 * Drops what an embedded server need not keep: databases that nobody is connected to and that were not finished (a
 * killed run's), are scratch, or are the least recently used; and `name` itself, if given, which is to be made anew.
 */
export async function removeUnwanted(control: Client, name: string | null): Promise<void> {
  await control.query('delete from pgcog.prepared where database not in (select datname from pg_database)');
  const { rows } = await control.query<{ database: string }>(
    `select d.datname as database from pg_database d left join pgcog.prepared p on p.database = d.datname
     where (starts_with(d.datname, $1) or starts_with(d.datname, $2))
       and (p.database is null or d.datname = $3
         or p.database in (select database from pgcog.prepared order by used desc offset $4))
       and not exists (select from pg_stat_activity a where a.datid = d.oid)
     order by d.datname`,
    [keptPrefix, scratchPrefix, name, mostKept - 1],
  );
  for (const { database } of rows) {
    await control.query('delete from pgcog.prepared where database = $1', [database]);
    await control.query(`drop database if exists ${quoteIdentifier(database)} with (force)`);
  }
}
