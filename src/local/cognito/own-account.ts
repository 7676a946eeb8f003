import { checkOwnAttributes, isAddress, toPairs } from './check-attributes.js';
import { checkPassword } from './check-password.js';
import { CognitoRefusal, invalidParameter, wrongPassword } from './cognito-refusal.js';
import type { BackendCall } from './create-backend.js';
import type { Operation, Pool } from './pool.js';
import { pairs, text } from './read-members.js';
import { hasAddress, listUsers } from './users.js';
import type { Members } from './types.js';

/**
 * Whose access token it is. cognito-local believes every token: they are all checked here.
 *
 * @throws CognitoRefusal NotAuthorizedException
 */
export async function ownerOf({ signer, sessions, clientId }: Pool, request: Members): Promise<string> {
  const { sub, origin_jti: origin, client_id: client } = await signer.readAccessToken(text(request, 'AccessToken'));
  if (typeof sub !== 'string' || typeof origin !== 'string' || client !== clientId) throw new CognitoRefusal('NotAuthorizedException', 'Invalid Access Token');
  if (!sessions.isLive(origin)) throw new CognitoRefusal('NotAuthorizedException', 'Access Token has been revoked');
  return sub;
}

/** An operation on one's own account, as cognito-local has it. */
export const own = (name: string): Operation => async (pool, request) => {
  await ownerOf(pool, request);
  return pool.backend.call(name, request);
};

/** UpdateUserAttributes: a new address counts when its code has come back, not before. */
export const updateUserAttributes: Operation = async (pool, request) => {
  const sub = await ownerOf(pool, request);
  const attributes = pairs(request, 'UserAttributes');
  checkOwnAttributes(attributes);
  return pool.backend.turn(async (call) => {
    await checkAddress(call, pool.poolId, sub, attributes['email']);
    return call('UpdateUserAttributes', { ...request, UserAttributes: toPairs(attributes) });
  });
};

/** VerifyUserAttribute. */
export const verifyUserAttribute: Operation = async (pool, request) => {
  const sub = await ownerOf(pool, request);
  // Without one, the code that there is not would do.
  text(request, 'Code');
  return pool.backend.turn(async (call) => {
    const pending = pool.folder.userRecord(sub)?.['UnverifiedAttributeChanges'];
    await checkAddress(call, pool.poolId, sub, pairs({ pending }, 'pending')['email']);
    return call('VerifyUserAttribute', request);
  });
};

/** ChangePassword. */
export const changePassword: Operation = async (pool, request) => {
  await ownerOf(pool, request);
  text(request, 'PreviousPassword');
  checkPassword(text(request, 'ProposedPassword'));
  return pool.backend.call('ChangePassword', request).catch((failure: unknown) => {
    throw failure instanceof CognitoRefusal && failure.code === 'InvalidPasswordException' ? wrongPassword() : failure;
  });
};

/** DeleteUser. */
export const deleteUser: Operation = async (pool, request) => {
  const sub = await ownerOf(pool, request);
  const answer = await pool.backend.call('DeleteUser', request);
  pool.sessions.revokeAll(sub);
  return answer;
};

/** An address is one, and belongs to one person. @throws CognitoRefusal InvalidParameterException, AliasExistsException */
export async function checkAddress(call: BackendCall, poolId: string, sub: string, email: string | undefined): Promise<void> {
  if (email === undefined) return;
  if (!isAddress(email)) throw invalidParameter('Invalid email address format.');
  const users = await listUsers(call, poolId);
  if (users.some((user) => user.sub !== sub && hasAddress(user, email))) throw new CognitoRefusal('AliasExistsException', 'An account with the given email already exists.');
}
