import type { Client } from 'pg';
import { sqlFailure } from './failure.js';
import { quoteIdentifier } from './quote.js';
import type { PostgresServer } from './types.js';

/** Prefix of every database of ours: `pgcog_scratch_<run>_<random>` for one run, `pgcog_kept_<hash>` to be kept. */
export const scratchPrefix = 'pgcog_scratch_';
export const keptPrefix = 'pgcog_kept_';

/** An empty database to be used next; making one takes longer than loading a small template. */
const spare = 'pgcog_spare';

/** Prepared databases that a data directory keeps; the least recently used goes. One takes 8 MB and more. */
const mostKept = 8;

/**
 * Drops what an embedded server need not keep: databases that nobody is connected to and that were not finished (a
 * killed run's), are scratch, or are the least recently used.
 */
export async function removeUnwanted(control: Client): Promise<void> {
  await control.query('delete from pgcog.prepared where database not in (select datname from pg_database)');
  const { rows } = await control.query<{ database: string }>(
    `select d.datname as database from pg_database d left join pgcog.prepared p on p.database = d.datname
     where (starts_with(d.datname, $1) or starts_with(d.datname, $2))
       and (p.database is null or p.database in (select database from pgcog.prepared order by used desc offset $3))
       and not exists (select from pg_stat_activity a where a.datid = d.oid)
     order by d.datname`,
    [keptPrefix, scratchPrefix, mostKept],
  );
  for (const { database } of rows) await dropKept(control, database);
}

/** Forgets a database first: it is then never taken for complete while it goes. */
export async function dropKept(control: Client, name: string): Promise<void> {
  await control.query('delete from pgcog.prepared where database = $1', [name]);
  await control.query(`drop database if exists ${quoteIdentifier(name)} with (force)`);
}

/** What a prepared database leaves to be done when nobody waits for it. */
export async function tidy(control: Client): Promise<void> {
  await removeUnwanted(control);
  const { rowCount } = await control.query('select from pg_database where datname = $1', [spare]);
  if (rowCount === 0) await control.query(`create database ${spare} ${emptyDatabase('file_copy')}`);
  await control.query('checkpoint');
}

/** Gives the spare database this name, if there is one. Until then it is the superuser's: no template can get at it. */
export async function takeSpare(server: PostgresServer, control: Client, name: string): Promise<boolean> {
  const [to, owner] = [quoteIdentifier(name), quoteIdentifier(server.ownerRole)];
  try {
    await control.query(`alter database ${spare} rename to ${to}; alter database ${to} owner to ${owner}`);
    return true;
  } catch (error) {
    if (sqlFailure(error)?.sqlState === '3D000') return false;
    throw error;
  }
}

/**
 * The rest of `create database`: from template0 in the C locale, the same on every server, whatever its template1 has
 * been filled with.
 */
export function emptyDatabase(strategy: 'file_copy' | 'wal_log'): string {
  return `template template0 strategy ${strategy} encoding 'UTF8' locale_provider libc locale 'C'`;
}
