import type { SqlSession } from '../../postgres/sql-session.js';
import { controlOwner } from '../../tenancy/control/role-names.js';
import type { Limits, OwnSession } from './types.js';

/**
 * Runs work as the control schema's owner, in one transaction: all of it, or nothing.
 *
 * @throws what the work throws
 */
export async function asControlOwner<T>(session: SqlSession, { lock, statement }: Pick<Limits, 'lock' | 'statement'>, work: () => Promise<T>): Promise<T> {
  await session.query('begin');
  try {
    await session.query(
      `select set_config('role', '${controlOwner}', true), set_config('search_path', 'pg_catalog, pg_temp', true), set_config('check_function_bodies', 'off', true),
         set_config('client_min_messages', 'warning', true), set_config('lock_timeout', $1::text, true), set_config('statement_timeout', $2::text, true)`, [String(lock), String(statement)]);
    const done = await work();
    await session.query('commit');
    return done;
  } catch (error) {
    // The first failure is the one to tell of; a session that is gone has rolled back already.
    await session.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** What makes a session the control owner's until it is told otherwise. */
export function ownerSettings({ lock, statement }: Pick<Limits, 'lock' | 'statement'>): string {
  return `set role ${controlOwner}; set search_path = pg_catalog, pg_temp; set check_function_bodies = off; set client_min_messages = warning; set lock_timeout = ${lock}; set statement_timeout = ${statement}`;
}

/** Sessions that are the control owner's, with these limits. */
const owned = new WeakMap<SqlSession, string>();

/**
 * One call as the control owner, which is one transaction: on a session that keeps what is set, one round trip.
 *
 * @throws what `pg` throws
 */
export async function callAsOwner<Row extends object>({ session, lasting }: Pick<OwnSession, 'session' | 'lasting'>, limits: Limits, text: string, values: unknown[]): Promise<Row | undefined> {
  if (!lasting) return asControlOwner(session, limits, async () => (await session.query<Row>(text, values)).rows[0]);
  const settings = ownerSettings(limits);
  if (owned.get(session) !== settings) {
    await session.query(settings);
    owned.set(session, settings);
  }
  return (await session.query<Row>(text, values)).rows[0];
}

/** The session is somebody else's from now on. */
export function disown(session: SqlSession): void {
  owned.delete(session);
}

/** The session is the control owner's again: {@link ownerSettings} were set. */
export function own(session: SqlSession, limits: Limits): void {
  owned.set(session, ownerSettings(limits));
}

const began = new WeakMap<SqlSession, string>();

/** When a session began, by the server's clock: with its process id that tells it from all others. */
export async function sessionStart(session: SqlSession): Promise<string | null> {
  const known = began.get(session);
  if (known !== undefined) return known;
  const { rows } = await session.query<{ began: string | null }>('select a.backend_start::text as began from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a');
  const found = rows[0]?.began ?? null;
  if (found !== null) began.set(session, found);
  return found;
}
