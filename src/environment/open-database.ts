import type { Client } from 'pg';
import type { SqlSession } from '../postgres/sql-session.js';
import type { Database } from './types.js';

/**
 * A database by a connection of `pg`.
 *
 * @param connect opens one more connection as the same user: for ending what the first is at
 */
export async function openDatabase(connect: () => Promise<Client>): Promise<Database> {
  const client = await connect();
  const { rows } = await client.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid');
  const pid = rows[0]?.pid;
  let cancelled = false;
  let closed: Promise<void> | null = null;
  const session: SqlSession = {
    query: (text, values) => {
      // What comes between two statements would not be hit by a cancellation.
      if (cancelled && text !== 'rollback') return Promise.reject(new Error('interrupted'));
      return client.query(text, values);
    },
  };
  return {
    session, lasting: true,
    another: () => openDatabase(connect),
    cancel: async () => {
      cancelled = true;
      const other = await connect();
      await other.query('select pg_catalog.pg_cancel_backend($1)', [pid]).finally(() => other.end());
    },
    close: () => (closed ??= client.end()),
  };
}
