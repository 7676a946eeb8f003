import type { SqlSession } from '../../postgres/sql-session.js';

/** A migration that the control schema knows. */
export interface StoredMigration {
  readonly number: number;
  readonly id: string;
  readonly checksum: string;
  readonly after: string | null;
  readonly program: string | null;
}

/** Where a database stands. */
export interface FleetState {
  readonly stored: readonly StoredMigration[];
  readonly tenants: number;
  /** Tenants that are not at the last migration. */
  readonly behind: number;
  /** Steps of shared that are not done. */
  readonly sharedBehind: number;
  readonly failed: number;
  /** The program that new tenants are made by. */
  readonly program: string | null;
  /** The schema that tenants are compared with. */
  readonly reference: string | null;
}

/** One query, however many tenants there are. As the control schema's owner. */
export async function readState(session: SqlSession): Promise<FleetState> {
  const { rows } = await session.query<{ state: FleetState }>(`
    with head as (select coalesce(max(m.number), 0) as number from cognition.migrations m)
    select jsonb_build_object(
      'stored', (select coalesce(jsonb_agg(jsonb_build_object('number', m.number, 'id', m.id, 'checksum', m.checksum, 'after', m.after, 'program', m.program) order by m.number), '[]') from cognition.migrations m),
      'tenants', (select count(*) from cognition.tenant_migrations),
      'behind', (select count(*) from cognition.tenant_migrations t, head where t.number < head.number),
      'sharedBehind', (select count(*) from cognition.migration_steps s where s.home = 'shared' and not exists (select from cognition.migration_ledger l where l.schema_name = 'shared' and l.number = s.number and l.step = s.step and l.state = 'done')),
      'failed', (select count(distinct l.schema_name) from cognition.migration_ledger l where l.state = 'failed'),
      'program', (select p.version from cognition.template_programs p where p.current),
      'reference', (select p.reference from cognition.template_programs p where p.current)) as state`);
  const state = rows[0]?.state;
  if (state === undefined) throw new Error('the server did not say where tenants stand');
  return state;
}
