import { sqlFailure } from '../../postgres/failure.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { controlOwner } from '../../tenancy/control/role-names.js';
import { MigrationRefused } from '../ledger/migration-refused.js';
import type { CutMigration } from '../ledger/types.js';

/**
 * Runs work that takes migrations' steps of shared along, in the transaction of {@link asControlOwner}. Some make what a
 * template has in `public` (PGC169): the control schema's owner may make things there as long as that takes.
 *
 * @throws MigrationRefused PGC644 where whoever runs this may not let it
 */
export async function withPublic<T>(session: SqlSession, migrations: readonly CutMigration[], work: () => Promise<T>): Promise<T> {
  const wanted = migrations.some(({ steps }) => steps.some(({ home, statement }) => home === 'shared' && /\bpublic\b/iu.test(statement)));
  const { rows: [here] } = await session.query<{ may: boolean }>(`select has_schema_privilege('${controlOwner}', 'public', 'create') as may where to_regnamespace('public') is not null`);
  if (!wanted || here?.may !== false) return work();
  await asSession(session, `grant create on schema public to ${controlOwner}`);
  const done = await work();
  await asSession(session, `revoke create on schema public from ${controlOwner}`);
  return done;
}

async function asSession(session: SqlSession, sql: string): Promise<void> {
  try {
    for (const one of ['set local role none', sql, `set local role ${controlOwner}`]) await session.query(one);
  } catch (thrown) {
    if (sqlFailure(thrown)?.sqlState !== '42501') throw thrown;
    throw new MigrationRefused('PGC644', 'a migration makes something in schema public, and who runs it may not let it; nothing was changed', 'run it as the owner of the database: on Aurora, the master user');
  }
}
