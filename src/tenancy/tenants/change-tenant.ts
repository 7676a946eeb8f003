import type { SqlSession } from '../../postgres/sql-session.js';

/** Nobody of a suspended tenant is anybody to its policies; its members' logins are the control schema's matter. */
export async function suspendTenant(client: SqlSession, name: string): Promise<void> {
  await change(client, name, `update cognition.tenants set status = 'suspended' where name = $1`, []);
}

export async function resumeTenant(client: SqlSession, name: string): Promise<void> {
  await change(client, name, `update cognition.tenants set status = 'active' where name = $1`, []);
}

/** Changes what people call it; its name, which is its schema's, is never changed. */
export async function renameTenant(client: SqlSession, name: string, displayName: string): Promise<void> {
  await change(client, name, 'update cognition.tenants set displayname = $2 where name = $1', [displayName]);
}

/** @throws Error where there is no such tenant, or row level security hides it from the caller */
async function change(client: SqlSession, name: string, sql: string, values: readonly string[]): Promise<void> {
  const { rowCount } = await client.query(sql, [name, ...values]);
  if (rowCount !== 1) throw new Error(`there is no tenant ${name}`);
}
