import type { SqlSession } from '../../postgres/sql-session.js';
import { memberOf } from './find-members.js';
import type { Member } from './types.js';

/*
 * Each as the control schema's owner, by the function that an application admin calls. They throw what the session
 * throws: SQLSTATE P0002 for no such member or tenant, 42501 for what may not be done, 23514 for an unknown role, 23505
 * where the address has a membership there already.
 */

/** Shuts a member out until resumed. */
export const suspendMember = (session: SqlSession, id: string): Promise<Member> => change(session, 'suspend_user($1)', [id]);

/** Lets a suspended member in again. */
export const resumeMember = (session: SqlSession, id: string): Promise<Member> => change(session, 'resume_user($1)', [id]);

/** Gives a member another role. */
export const changeMemberRole = (session: SqlSession, id: string, role: string): Promise<Member> => change(session, 'change_user_role($1, $2)', [id, role]);

/** Takes a member to another tenant, with another role or, where it is null, the same. */
export const moveMember = (session: SqlSession, id: string, tenant: string, role: string | null): Promise<Member> => change(session, 'move_user($1, $2, $3)', [id, tenant, role]);

/** Says when a membership ends: ISO 8601, or null for never. */
export async function expireMember(session: SqlSession, id: string, at: string | null): Promise<Member> {
  await session.query('update cognition.users u set expires_at = $2::timestamptz where u.id = $1', [id, at]);
  return memberOf(session, id);
}

/** The person's next token is for this membership. */
export async function switchMember(session: SqlSession, id: string): Promise<Member> {
  await session.query('select cognition.switch_member($1)::text', [id]);
  return memberOf(session, id);
}

/** Ends a membership, or takes an invitation back; what it was. */
export async function removeMember(session: SqlSession, id: string): Promise<Member> {
  const member = await memberOf(session, id);
  await session.query('select r.id from cognition.remove_user($1) r', [id]);
  return member;
}

async function change(session: SqlSession, call: string, values: (string | null)[]): Promise<Member> {
  const { rows } = await session.query<{ id: string }>(`select m.id from cognition.${call} m`, values);
  return memberOf(session, rows[0]?.id ?? '');
}
