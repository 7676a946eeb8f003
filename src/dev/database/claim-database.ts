import { CommandRefusal } from '../../environment/refusal.js';
import type { SqlSession } from '../../postgres/sql-session.js';

/** Milliseconds: for the sessions of a run that was killed to end; between two looks. */
const [patience, pause] = [5_000, 100];

/**
 * Makes this session the one that runs `pgcog dev` on the database: it holds a lock that ends with it, however it ends.
 *
 * @param running where the other one is, as its own file says; null: not known
 * @throws CommandRefusal PGC630 while another one runs
 */
export async function claimDatabase(session: SqlSession, running: string | null): Promise<void> {
  for (const until = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, pause))) {
    const { rows } = await session.query<{ mine: boolean }>("select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtext('pgcog.dev')) as mine");
    if (rows[0]?.mine === true) return;
    if (Date.now() > until) throw new CommandRefusal('PGC630', `pgcog dev is running here already${running === null ? '' : `: ${running}`}`, 'use that one, or end it');
  }
}

/**
 * Refuses a database that is somebody else's environment: dev makes tenants, members and passwords.
 *
 * @throws CommandRefusal PGC632
 */
export async function checkOwnDatabase(session: SqlSession): Promise<void> {
  const { rows } = await session.query<{ strange: boolean }>(
    `select exists (select from pg_catalog.pg_namespace n where n.nspname = 'cognition') and not exists (select from pg_catalog.pg_namespace n where n.nspname = 'pgcog_dev') as strange`);
  if (rows[0]?.strange !== true) return;
  throw new CommandRefusal('PGC632', 'this database has tenants or members that pgcog dev did not make', 'name an empty database: dev makes tenants, members and passwords of its own');
}
