import type { Client } from 'pg';

/**
 * Drops a tenant with its schema, all in it, and its roles.
 *
 * @param confirmation the tenant's name once more
 * @throws what `pg` throws: SQLSTATE PGC25 for another confirmation, PGC26 or P0002 for no such tenant
 */
export async function dropTenant(client: Client, name: string, confirmation: string): Promise<void> {
  await client.query('select cognition.remove_tenant($1, $2)', [name, confirmation]);
}
