import type { SqlSession } from '../postgres/sql-session.js';

/** Owns the control schema. */
const controlOwner = 'cognition_owner';

/**
 * Runs work as the control schema's owner, in one transaction: all of it, or nothing. What the session has set counts
 * for nothing: names mean the server's own.
 *
 * @throws what the work throws; what `signal` was aborted with, before the commit
 */
export async function asOwner<T>(session: SqlSession, signal: AbortSignal, work: (session: SqlSession) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  await session.query('begin');
  try {
    await session.query(`set local role ${controlOwner}`);
    await session.query('set local search_path = pg_catalog, pg_temp');
    const done = await work(session);
    signal.throwIfAborted();
    await session.query('commit');
    return done;
  } catch (error) {
    // The first failure is the one to tell of; a session that is gone has rolled back already.
    await session.query('rollback').catch(() => undefined);
    throw error;
  }
}
