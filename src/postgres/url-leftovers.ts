import type { Client } from 'pg';
import { sqlFailure } from './failure.js';
import { quoteIdentifier } from './quote.js';
import { noteOf } from './roles.js';
import { scratchPrefix } from './kept-databases.js';

/** Drops what one run made on somebody's server: its databases first, then the roles that stood in their grants. */
export async function removeRun(control: Client, runId: string): Promise<void> {
  await control.query('set statement_timeout = 0');
  const databases = await names(control, `select datname as name from pg_database where starts_with(datname, $1) order by 1`, [
    `${scratchPrefix}${runId}_`,
  ]);
  for (const name of databases) await tryTo(control, `drop database if exists ${quoteIdentifier(name)} with (force)`);
  const roles = await names(control, `select rolname as name from pg_roles where shobj_description(oid, 'pg_authid') = $1 order by 1`, [
    noteOf(runId),
  ]);
  for (const name of roles) await tryTo(control, `drop role if exists ${quoteIdentifier(name)}`);
}

/** The same for every run that has left something and has no session any more: it was killed. */
export async function sweepDeadRuns(control: Client, ownRunId: string): Promise<void> {
  const { rows } = await control.query<{ run: string }>(
    `select run from (
       select split_part(substr(datname, length($1) + 1), '_', 1) as run from pg_database where starts_with(datname, $1)
       union
       select substr(note, length($2) + 1) from pg_roles, shobj_description(oid, 'pg_authid') as note where starts_with(note, $2)
     ) as left_over
     where run ~ '^[0-9a-f]{12}$' and run <> $3
       and not exists (select from pg_stat_activity where application_name = $2 || run)
     order by run`,
    [scratchPrefix, noteOf(''), ownRunId],
  );
  for (const { run } of rows) await removeRun(control, run);
}

async function names(control: Client, sql: string, values: readonly string[]): Promise<string[]> {
  const { rows } = await control.query<{ name: string }>(sql, [...values]);
  return rows.map((row) => row.name);
}

/** What the server refuses stays: another run's databases still grant to the role, or it is another user's. */
async function tryTo(control: Client, sql: string): Promise<void> {
  await control.query(sql).catch((error: unknown) => {
    if (sqlFailure(error) === null) throw error;
  });
}
