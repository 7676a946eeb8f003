import { CallError } from '../errors.js';
import type { Caller } from '../types.js';

/** Of no tenant; as `cognition.users.app_role` has it. */
const applicationAdmins = 'application_admins';

/** The secret of a login, and who is to be entered as; null: whoever it is the login of. */
export interface RoleLogin {
  readonly secret: string;
  readonly member: string | null;
}

/**
 * Names what a member's calls are made with: the secret of its role's login, and behind `#`, which no secret's name can
 * have, the member.
 *
 * @param prefix of all secrets' names
 * @returns throws CallError not_authorized where tenant and role make no login
 */
export function roleLogin(prefix: string): (member: Caller) => string {
  return ({ userId, tenant, role }) => {
    const name = tenant === null ? role === applicationAdmins && role : role !== null && `${tenant}.${role}`;
    if (name === false || userId === null) throw new CallError('not_authorized');
    return `${prefix}/roles/${name}#${userId}`;
  };
}

/** Takes apart what {@link roleLogin} put together. */
export function readRoleLogin(named: string): RoleLogin {
  const [secret = '', member = null] = named.split('#');
  return { secret, member };
}
