import type { SqlSession } from '../../postgres/sql-session.js';
import { closest } from '../../source/closest.js';
import { MigrationRefused } from '../ledger/migration-refused.js';
import type { Standing } from './migrate-tenants.js';

/**
 * Tenants that are before a migration, by name. As the control schema's owner.
 *
 * @param names only these; null: all
 * @throws MigrationRefused PGC612 for a name that no tenant has
 */
export async function readStandings(session: SqlSession, before: number, names: readonly string[] | null): Promise<readonly Standing[]> {
  const { rows } = await session.query<{ tenant: string; number: number }>(
    `select t.name as tenant, m.number from cognition.tenant_migrations m join cognition.tenants t on t.id = m.tenant_id where m.number < $1::int or $2::boolean order by t.name collate "C"`, [before, names !== null]);
  const all = rows.map(({ tenant, number }) => ({ tenant, number: Number(number) }));
  if (names === null) return all;
  const missing = names.find((name) => !all.some(({ tenant }) => tenant === name));
  if (missing !== undefined) {
    const near = closest(missing, all.map(({ tenant }) => tenant));
    throw new MigrationRefused('PGC612', `there is no tenant ${missing}${near === null ? '' : `; did you mean ${near}?`}`, 'pgcog tenant list shows them');
  }
  return all.filter(({ tenant, number }) => names.includes(tenant) && number < before);
}
