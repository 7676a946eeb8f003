import type { SqlSession } from '../../postgres/sql-session.js';
import { tenantDifferences, type TenantDifference } from '../../tenancy/grants/tenant-differences.js';

/**
 * How a tenant differs from the template. Where nothing was granted besides, what the template looks like is known, and
 * only the tenant is looked at; else a schema with the grants is made for the comparison, and taken back. Rows are the
 * tenant's own business. As the control schema's owner.
 *
 * @throws what `pg` throws: SQLSTATE P0002 for no such tenant
 */
export async function differences(session: SqlSession, tenant: string): Promise<readonly TenantDifference[]> {
  const { rows } = await session.query<{ simple: boolean }>(
    `select not exists (select from cognition.tenant_grants) and exists (select from cognition.template_objects o where o.version = cognition.current_program() and o.server = current_setting('server_version_num')::int)
       and exists (select from cognition.tenants t where t.name = $1::text) as simple`, [tenant]);
  if (rows[0]?.simple !== true) return tenantDifferences(session, tenant);
  const found = await session.query<TenantDifference>(`select d.object, d.difference from cognition.template_differences($1::text, cognition.current_program(), '[]') d where d.object !~ '^(rows|value) of '`, [tenant]);
  return found.rows;
}
