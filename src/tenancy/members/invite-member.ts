import type { SqlSession } from '../../postgres/sql-session.js';
import { memberOf } from './find-members.js';
import type { Member } from './types.js';

export interface Invitation {
  readonly email: string;
  /** Null with the role `application_admins`. */
  readonly tenant: string | null;
  readonly role: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** ISO 8601; null: never. */
  readonly expiresAt: string | null;
}

/**
 * Invites somebody into a tenant, as the control schema's owner.
 *
 * @throws what the session throws: SQLSTATE P0002 for no such tenant, 23505 for an address that is there already, 23514 for
 * a role that the configuration has not, 22023 for a time that is over
 */
export async function inviteMember(session: SqlSession, { email, tenant, role, firstName, lastName, expiresAt }: Invitation): Promise<Member> {
  const { rows } = await session.query<{ id: string }>(
    'select i.id from cognition.invite_user_into($1, $2, $3, $4, $5, $6::timestamptz) i', [tenant, email, role, firstName, lastName, expiresAt]);
  return memberOf(session, rows[0]?.id ?? '');
}

/** Invites an application admin; the same again for an address that is one already. `created`: it was not. In a transaction: two at once take turns. */
export async function inviteApplicationAdmin(session: SqlSession, email: string): Promise<{ readonly member: Member; readonly created: boolean }> {
  await session.query("do $$ begin perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('cognition.invite_application_admin')); end $$");
  const { rows: before } = await session.query<{ id: string }>('select u.id from cognition.users u where u.tenant_id is null');
  const { rows } = await session.query<{ id: string }>('select i.id from cognition.invite_application_admin($1) i', [email]);
  const id = rows[0]?.id ?? '';
  return { member: await memberOf(session, id), created: !before.some((one) => one.id === id) };
}
