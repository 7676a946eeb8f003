import type { SqlSession } from '../../postgres/sql-session.js';
import { storedPieces } from '../program/pieces.js';
import type { TenantGrant } from './types.js';

/**
 * Gives one tenant's roles something besides the template, as the tenant's owner, and records it, in one transaction. What
 * all tenants got and this one has not yet comes first. A `REVOKE` is given in the same way.
 *
 * @param client a session of the control schema's owner, or of who may become it
 * @param tenant the tenant's name
 * @returns the number it is recorded by
 * @throws what `pg` throws; then nothing is granted or recorded: P0002 for no such tenant, `PGC21` and `PGC22` for what would
 * reach another tenant
 */
export async function grantToTenant(client: SqlSession, tenant: string, { statement, pieces }: TenantGrant): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select cognition.grant_to_tenant($1, $2, array(select p.value from jsonb_array_elements_text($3::jsonb) with ordinality p order by p.ordinality))::text as id', [tenant, statement, JSON.stringify(storedPieces(pieces))]);
  return rows[0]?.id ?? '';
}
