import type { SqlSession } from '../../postgres/sql-session.js';

/** An object of a tenant that is not as it should be, and how. */
export interface TenantDifference {
  /** `table orders`, `policy own on orders`. */
  readonly object: string;
  readonly difference: string;
}

/**
 * How a tenant differs from what template and grants make of one: a schema is made by both, compared and taken back, so
 * that what was granted on purpose is no difference, and what was granted and is gone is one. As the control schema's
 * owner; rows are not compared.
 *
 * @throws what `pg` throws: SQLSTATE P0002 for no such tenant
 */
export async function tenantDifferences(client: SqlSession, tenant: string): Promise<readonly TenantDifference[]> {
  const { rows } = await client.query<TenantDifference>('select object, difference from cognition.tenant_differences($1)', [tenant]);
  return rows;
}
