import { checkAttributes, toPairs } from './check-attributes.js';
import { checkPassword } from './check-password.js';
import { userNotFound } from './cognito-refusal.js';
import { checkAddress } from './own-account.js';
import type { Operation, Pool } from './pool.js';
import { isRecord, pairs, text } from './read-members.js';
import type { Members } from './types.js';
import { findUser } from './users.js';

/** An operation on the pool, as cognito-local has it. */
export const forward = (name: string): Operation => (pool, request) => pool.backend.call(name, request);

/** An operation on a user: by sub or by address. */
export const forwardForUser = (name: string): Operation => async (pool, request) => pool.backend.call(name, { ...request, Username: await subOf(pool, request) });

/** AdminSetUserPassword. */
export const adminSetUserPassword: Operation = async (pool, request) => {
  checkPassword(text(request, 'Password'));
  return forwardForUser('AdminSetUserPassword')(pool, request);
};

/** AdminDisableUser: also ends the sessions. */
export const adminDisableUser: Operation = async (pool, request) => {
  const Username = await subOf(pool, request);
  const answer = await pool.backend.call('AdminDisableUser', { ...request, Username });
  pool.sessions.revokeAll(Username);
  return answer;
};

/** AdminDeleteUser. */
export const adminDeleteUser: Operation = async (pool, request) => {
  const Username = await subOf(pool, request);
  const answer = await pool.backend.call('AdminDeleteUser', { ...request, Username });
  pool.sessions.revokeAll(Username);
  return answer;
};

/** AdminUpdateUserAttributes: an address without `email_verified` is not verified any more. */
export const adminUpdateUserAttributes: Operation = async (pool, request) => {
  const attributes = pairs(request, 'UserAttributes');
  checkAttributes(attributes);
  const username = text(request, 'Username');
  return pool.backend.turn(async (call) => {
    const user = await findUser(call, pool.poolId, username);
    if (user === null) throw userNotFound();
    await checkAddress(call, pool.poolId, user.sub, attributes['email']);
    // cognito-local wants the address beside its mark; Cognito does not.
    const marked = Object.hasOwn(attributes, 'email_verified') ? { email: user.attributes['email'] ?? '', ...attributes } : attributes;
    return call('AdminUpdateUserAttributes', { UserPoolId: pool.poolId, Username: user.sub, UserAttributes: toPairs(marked) });
  });
};

/** DescribeUserPool: what the proxy keeps, cognito-local does not know of. */
export const describeUserPool: Operation = async (pool, request) => {
  const { UserPool } = await pool.backend.call('DescribeUserPool', request);
  return { UserPool: { ...(isRecord(UserPool) ? UserPool : {}), UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } } };
};

async function subOf(pool: Pool, request: Members): Promise<string> {
  const user = await findUser(pool.backend.call, pool.poolId, text(request, 'Username'));
  if (user === null) throw userNotFound();
  return user.sub;
}
