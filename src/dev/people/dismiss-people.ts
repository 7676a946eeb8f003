import type { Config } from '../../config/types.js';
import { asOwner } from '../../environment/as-owner.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { removeMember } from '../../tenancy/members/change-member.js';
import { findMembers } from '../../tenancy/members/find-members.js';
import { forgetPerson } from '../database/dev-state.js';
import { emailByRole } from './sample-people.js';

/**
 * Ends the memberships of sample people whose role the settings do not have any more: with them the settings could not be
 * applied. They come again with their role. Members whom dev has not made stay, and are told of by the installation.
 *
 * @returns their addresses
 * @throws what `pg` throws
 */
export async function dismissPeople(session: SqlSession, signal: AbortSignal, { roles }: Pick<Config, 'roles'>): Promise<readonly string[]> {
  const known = new Set(roles.map(({ name }) => name));
  return asOwner(session, signal, async () => {
    const members = await findMembers(session);
    const dismissed = members.filter(({ tenant, role, email }) => tenant !== null && !known.has(role) && email === emailByRole(role));
    for (const { id } of dismissed) await removeMember(session, id);
    await session.query("select pg_catalog.set_config('role', 'none', true)");
    for (const { email } of dismissed) await forgetPerson(session, email);
    return dismissed.map(({ email }) => email);
  });
}
