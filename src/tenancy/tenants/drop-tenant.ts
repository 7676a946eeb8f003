import type { Client } from 'pg';

/**
 * Drops a tenant with its schema, all in it, its members and its roles.
 *
 * @param confirmation the tenant's name once more
 * @throws what `pg` throws: SQLSTATE 22023 for another confirmation, P0002 for no such tenant
 */
export async function dropTenant(client: Client, name: string, confirmation: string): Promise<void> {
  await client.query('select cognition.drop_tenant($1, $2)', [name, confirmation]);
}
