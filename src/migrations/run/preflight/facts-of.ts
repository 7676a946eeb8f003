import type { SqlSession } from '../../../postgres/sql-session.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { Limits } from '../types.js';
import { readFacts } from './read-facts.js';
import type { Facts } from './types.js';

/** {@link readFacts} as the tenant's owner, under its search path, in a transaction that can change nothing. */
export async function factsOf(session: SqlSession, tenant: string, { statement }: Pick<Limits, 'statement'>): Promise<Facts> {
  await session.query('begin read only');
  try {
    await session.query(`select set_config('role', $1::text, true), set_config('search_path', $2::text, true), set_config('statement_timeout', $3::text, true)`, [`${tenant}_owner`, `${quoteIdentifier(tenant)}, extensions`, String(statement)]);
    return await readFacts(session, tenant);
  } finally {
    await session.query('rollback').catch(() => undefined); // A session that is gone has rolled back.
  }
}
