import type { Client } from 'pg';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly status: 'active' | 'suspended';
}

/** All tenants that the caller may see, by name. */
export async function listTenants(client: Client): Promise<readonly Tenant[]> {
  const { rows } = await client.query<Tenant>('select id, name, displayname as "displayName", status from cognition.tenants order by name collate "C"');
  return rows;
}
