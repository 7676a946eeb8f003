import type { SqlSession } from '../../postgres/sql-session.js';

/**
 * Drops a tenant with its schema, all in it, its members and its roles.
 *
 * @param confirmation the tenant's name once more
 * @throws what `pg` throws: SQLSTATE 22023 for another confirmation, P0002 for no such tenant
 */
export async function dropTenant(client: SqlSession, name: string, confirmation: string): Promise<void> {
  await client.query('select cognition.drop_tenant($1, $2)::text', [name, confirmation]);
}
