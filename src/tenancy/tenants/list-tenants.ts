import type { SqlSession } from '../../postgres/sql-session.js';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly status: 'active' | 'suspended';
}

/** Rows of a page: an answer of the Data API holds 1 MiB. */
const page = 1000;

/** All tenants that the caller may see, by name. */
export async function listTenants(client: SqlSession): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  for (;;) {
    const { rows } = await client.query<Tenant>(
      'select id, name, displayname as "displayName", status from cognition.tenants where name collate "C" > $1 order by name collate "C" limit $2::int', [tenants.at(-1)?.name ?? '', page]);
    tenants.push(...rows);
    if (rows.length < page) return tenants;
  }
}
