import type { SqlSession } from '../../postgres/sql-session.js';

/** A tenant that is not at the last migration, or where a step failed. */
export interface TenantStatus {
  readonly tenant: string;
  /** The last migration that is done; null: none. */
  readonly at: string | null;
  readonly number: number;
  /** The step that was begun or failed last, of what is pending. */
  readonly step: { readonly migration: string; readonly step: number; readonly state: 'started' | 'failed'; readonly attempts: number; readonly error: string | null; readonly progress: unknown } | null;
}

/**
 * Tenants that are before a migration, by name, with where they stopped. As the control schema's owner.
 *
 * @param before its number
 */
export async function readStatus(session: SqlSession, before: number): Promise<readonly TenantStatus[]> {
  const { rows } = await session.query<{ status: TenantStatus }>(
    `select jsonb_build_object('tenant', t.name, 'number', m.number, 'at', (select n.id from cognition.migrations n where n.number = m.number), 'step', (
       select jsonb_build_object('migration', n.id, 'step', l.step, 'state', l.state, 'attempts', l.attempts, 'error', l.error, 'progress', l.progress)
       from cognition.migration_ledger l join cognition.migrations n on n.number = l.number where l.schema_name = t.name and l.state <> 'done' order by l.number desc, l.step desc limit 1)) as status
     from cognition.tenant_migrations m join cognition.tenants t on t.id = m.tenant_id where m.number < $1::int order by t.name collate "C"`, [before]);
  return rows.map(({ status }) => status);
}
