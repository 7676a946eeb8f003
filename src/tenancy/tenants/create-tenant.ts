import type { SqlSession } from '../../postgres/sql-session.js';

export interface NewTenant {
  /** `^[a-z][a-z0-9_]{0,55}$`: the schema's name, and what the names of its roles begin with. */
  readonly name: string;
  /** What people call it. */
  readonly displayName: string;
}

/**
 * Makes a tenant by the current template program: roles, schema, objects, the row; in one call and one transaction. It
 * is compared with the template before it is there for anybody.
 *
 * @returns its id
 * @throws what `pg` throws, with the name of what stands in the way; then nothing is left of it
 */
export async function createTenant(client: SqlSession, { name, displayName }: NewTenant): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select cognition.create_tenant($1, $2) as id', [name, displayName]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('cognition.create_tenant gave nothing back');
  return id;
}
