import { applicationAdmins } from '../../src/catalog/scratch-roles.js';
import { inviteMember, type Invitation } from '../../src/tenancy/members/invite-member.js';
import { checkAddress, checkRole, isoMoment, neededFlag, textFlag, WrongLine } from './arguments.js';
import { memberName, wantedTenant } from './choose-member.js';
import { tenantOf } from './tenant-actions.js';
import type { Action, PgcogCommand } from './types.js';

/** What the command line asks for. @throws WrongLine */
function invitationOf({ args: [email = ''], flags }: PgcogCommand): Invitation {
  const tenant = wantedTenant(flags);
  if (tenant === undefined) throw new WrongLine('--tenant is missing', 'say the tenant, or --application-admin');
  if (tenant === null && textFlag(flags, 'role') !== null) throw new WrongLine('--role and --application-admin exclude each other', 'a role is for a member of a tenant: --tenant NAME, or leave --role out');
  const role = tenant === null ? applicationAdmins : neededFlag(flags, 'role', '--role');
  const expires = textFlag(flags, 'expires');
  return { email, tenant, role, firstName: textFlag(flags, 'firstName'), lastName: textFlag(flags, 'lastName'), expiresAt: expires === null ? null : isoMoment(expires) };
}

/** `pgcog user invite`. */
export const inviteAction: Action = {
  writes: true,
  check: (command, config) => {
    const { email, role, tenant } = invitationOf(command);
    checkAddress(email);
    if (tenant !== null) checkRole(role, config);
  },
  run: async ({ command, owner }) => {
    const invitation = invitationOf(command);
    const member = await owner(async (session) => {
      if (invitation.tenant !== null) await tenantOf(session, invitation.tenant);
      return inviteMember(session, invitation);
    });
    return { json: { member }, says: [`${memberName(member)} is invited`] };
  },
};
