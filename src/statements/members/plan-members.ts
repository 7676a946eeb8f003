import type { Staged } from '../../source/types.js';
import type { ValueContext } from '../codec.js';
import type { FieldStatement } from '../types.js';
import { membersContext } from './members-context.js';
import { listField, meField, myTenantsField } from './read-members.js';
import { inviteField, plainWrites, updateMeField } from './write-members.js';

/**
 * Fields for `members: true`, over the public face of schema `cognition`; none where the spec does not ask for them.
 * Their types are called as `names` says: `Member`, `Tenant`, with the enums `MemberRole` and `MemberStatus`.
 */
export function planMembers(context: ValueContext): Staged<readonly FieldStatement[]> {
  if (!context.settings.spec.members) return { value: [], diagnostics: [] };
  const members = membersContext(context);
  const value = [meField(members), listField(members), myTenantsField(members), inviteField(members), ...plainWrites(members), updateMeField(members)];
  return { value, diagnostics: [] };
}
