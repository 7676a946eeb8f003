import type { BackendCall } from './create-backend.js';
import { isRecord, pairs } from './read-members.js';
import type { User } from './types.js';

/** All of a pool's users. */
export async function listUsers(call: BackendCall, poolId: string): Promise<User[]> {
  const { Users } = await call('ListUsers', { UserPoolId: poolId });
  return Array.isArray(Users) ? Users.filter(isRecord).map(userOf) : [];
}

/** By sub, or by e-mail address in any case: a pool made in AWS's console is case-insensitive. */
export async function findUser(call: BackendCall, poolId: string, username: string): Promise<User | null> {
  const users = await listUsers(call, poolId);
  return users.find(({ sub }) => sub === username) ?? users.find((user) => hasAddress(user, username)) ?? null;
}

export const hasAddress = ({ attributes }: User, email: string): boolean => attributes['email']?.toLowerCase() === email.toLowerCase();

/** Names of the groups that a user is in. */
export async function groupsOf(call: BackendCall, poolId: string, sub: string): Promise<string[]> {
  const { Groups } = await call('AdminListGroupsForUser', { UserPoolId: poolId, Username: sub });
  return Array.isArray(Groups) ? Groups.filter(isRecord).map(({ GroupName }) => String(GroupName)) : [];
}

function userOf(entry: Readonly<Record<string, unknown>>): User {
  return { sub: String(entry['Username']), attributes: pairs(entry, 'Attributes'), enabled: entry['Enabled'] !== false, status: String(entry['UserStatus']) };
}
