import { userNotFound } from './cognito-refusal.js';
import { ownerOf } from './own-account.js';
import type { Operation } from './pool.js';
import { text } from './read-members.js';
import { findUser } from './users.js';

/** AdminUserGlobalSignOut: no refresh token that this person has is good any more. */
export const adminUserGlobalSignOut: Operation = async (pool, request) => {
  const user = await findUser(pool.backend.call, pool.poolId, text(request, 'Username'));
  if (user === null) throw userNotFound();
  pool.sessions.revokeAll(user.sub);
  return {};
};

/** GlobalSignOut: the same, by the person. */
export const globalSignOut: Operation = async (pool, request) => {
  pool.sessions.revokeAll(await ownerOf(pool, request));
  return {};
};

/** RevokeToken: one session. */
export const revokeToken: Operation = async (pool, request) => {
  pool.sessions.revoke(text(request, 'Token'), text(request, 'ClientId'));
  return {};
};
