import type { SqlSession } from '../../postgres/sql-session.js';
import type { RecordedGrant } from './types.js';

/** Lists and times as text: not every session reads them in the same way. */
type StoredGrant = Omit<RecordedGrant, 'grantedAt' | 'waiting'> & { readonly grantedAt: string; readonly waiting: string };

/** What tenants were given besides the template, in the order in which each of them got it; as the control schema's owner. */
export async function listGrants(client: SqlSession): Promise<readonly RecordedGrant[]> {
  const { rows } = await client.query<StoredGrant>(`
    select g.id::text, own.name as tenant, g.statement, g.granted_by as "grantedBy", to_json(g.granted_at) #>> '{}' as "grantedAt",
      to_json(array(select t.name from cognition.tenants t where (g.tenant_id is null or t.id = g.tenant_id)
        and not exists (select from cognition.applied_grants a where a.tenant_id = t.id and a.grant_id = g.id) order by t.name collate "C"))::text as waiting
    from cognition.tenant_grants g left join cognition.tenants own on own.id = g.tenant_id order by g.id`);
  return rows.map((row) => ({ ...row, grantedAt: new Date(row.grantedAt), waiting: JSON.parse(row.waiting) as string[] }));
}
