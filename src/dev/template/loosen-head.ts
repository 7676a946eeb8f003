import { asOwner } from '../../environment/as-owner.js';
import type { SqlSession } from '../../postgres/sql-session.js';

/**
 * Notes that the template is ahead of its last migration: a later migration that carries what was typed finds it there,
 * instead of being run a second time.
 */
export async function loosenHead(session: SqlSession, signal: AbortSignal): Promise<void> {
  await asOwner(session, signal, () => session.query('update cognition.migrations m set program = null where m.number = (select max(n.number) from cognition.migrations n)'));
}
