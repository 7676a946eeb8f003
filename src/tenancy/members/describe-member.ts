import type { SqlSession } from '../../postgres/sql-session.js';
import type { Member } from './types.js';

/** What is known of a membership besides its row. */
export interface MemberDetails {
  /** The person of the user pool that it is of; null until it is accepted. */
  readonly sub: string | null;
  /** What the person's next token is for. */
  readonly isCurrent: boolean;
  /** Roles whose rights the login has now; none where members have no logins of their own. */
  readonly groups: readonly string[];
}

/** As the control schema's owner. */
export async function describeMember(session: SqlSession, { id }: Member): Promise<MemberDetails> {
  const { rows } = await session.query<{ sub: string | null; isCurrent: boolean }>(
    `select i.sub, coalesce(c.userid = u.id, false) as "isCurrent" from cognition.users u
     left join cognition.identities i on i.user_id = u.id left join cognition.claims(i.sub) c on true where u.id = $1`, [id]);
  const { rows: groups } = await session.query<{ name: string }>(
    `select g.rolname::text as name from pg_roles r, pg_roles g where r.rolname = $1 and g.oid <> r.oid and pg_has_role(r.oid, g.oid, 'USAGE') order by 1`, [id]);
  const [row] = rows;
  return { sub: row?.sub ?? null, isCurrent: row?.isCurrent ?? false, groups: groups.map(({ name }) => name) };
}
