import type { SqlSession } from '../../postgres/sql-session.js';

/** Members whose role is none of the settings'. */
export interface Roleless {
  readonly role: string;
  /** Of the first of them. */
  readonly email: string;
  readonly tenant: string | null;
  /** How many have this role. */
  readonly count: number;
}

/** The first role by its name that members have and `roles` has not; null where there is none. As the control schema's owner. */
export async function findRoleless(session: SqlSession, roles: readonly string[]): Promise<Roleless | null> {
  // Names of roles have no commas; the Data API binds no arrays.
  const { rows } = await session.query<Roleless>(
    `select u.app_role as role, u.email, t.name as tenant, (count(*) over (partition by u.app_role))::int as count
     from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
     where u.app_role <> all (string_to_array($1, ',')) order by u.app_role collate "C", t.name collate "C", u.email collate "C" limit 1`, [roles.join(',')]);
  return rows[0] ?? null;
}
