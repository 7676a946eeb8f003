import type { LambdaDatabase } from '../lambda/lambda-types.js';

/**
 * The role that a member has in a tenant; null where they have none, or the caller does not see them.
 *
 * @param id `cognition.users.id`
 * @param tenant name of the tenant
 * @throws CallError
 */
export async function roleOf(database: LambdaDatabase, id: string, tenant: string): Promise<string | null> {
  const [row] = await database.query<{ role: string | null }>('select cognition.role_of(:id::text, :tenant::text) as role', { id, tenant });
  return row?.role ?? null;
}

/**
 * Names of the tenants that a person is in, by one of their memberships: for themselves and application admins, none for
 * others.
 *
 * @throws CallError
 */
export async function tenantsOf(database: LambdaDatabase, id: string): Promise<readonly string[]> {
  return (await database.query<{ name: string }>('select t as name from cognition.tenants_of(:id::text) as t', { id })).map(({ name }) => name);
}

/** PostgreSQL's groups that a member's login is in; none where the caller does not see the member. @throws CallError */
export async function groupsOf(database: LambdaDatabase, id: string): Promise<readonly string[]> {
  return (await database.query<{ name: string }>('select g as name from cognition.groups_of(:id::text) as g', { id })).map(({ name }) => name);
}
