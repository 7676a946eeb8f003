import { CognitoRefusal, expiredCode, userNotFound } from './cognito-refusal.js';
import { eventAttributes, noClient, orNull } from './create-triggers.js';
import type { Operation, Pool } from './pool.js';
import { text, texts } from './read-members.js';
import type { Attributes, User } from './types.js';
import { findUser } from './users.js';

/**
 * ConfirmSignUp: the code proves the address, as it went there. An error of PostConfirmation fails the call and leaves the
 * user confirmed, so that there is no second time.
 */
export const confirmSignUp: Operation = async (pool, request) => {
  const [username, clientId, code] = [text(request, 'Username'), text(request, 'ClientId'), text(request, 'ConfirmationCode')];
  const sub = await pool.backend.turn(async (call) => {
    const user = await findUser(call, pool.poolId, username);
    if (user === null) throw expiredCode();
    checkUnconfirmed(user);
    await call('ConfirmSignUp', { ClientId: clientId, Username: user.sub, ConfirmationCode: code });
    const verified = [{ Name: 'email', Value: user.attributes['email'] ?? '' }, { Name: 'email_verified', Value: 'true' }];
    await call('AdminUpdateUserAttributes', { UserPoolId: pool.poolId, Username: user.sub, UserAttributes: verified });
    return user.sub;
  });
  await postConfirmation(pool, sub, { source: 'PostConfirmation_ConfirmSignUp', clientId, metadata: texts(request, 'ClientMetadata') });
  return {};
};

/** AdminConfirmSignUp: nothing was proven, and the address stays unverified. */
export const adminConfirmSignUp: Operation = async (pool, request) => {
  const username = text(request, 'Username');
  const sub = await pool.backend.turn(async (call) => {
    const user = await findUser(call, pool.poolId, username);
    if (user === null) throw userNotFound();
    checkUnconfirmed(user);
    await call('AdminConfirmSignUp', { UserPoolId: pool.poolId, Username: user.sub });
    return user.sub;
  });
  await postConfirmation(pool, sub, { source: 'PostConfirmation_ConfirmSignUp', clientId: noClient, metadata: texts(request, 'ClientMetadata') });
  return {};
};

/** ResendConfirmationCode: the code that there is stays good; to whom there is none, nothing is told. */
export const resendConfirmationCode: Operation = async (pool, request) => {
  const username = text(request, 'Username');
  const user = await findUser(pool.backend.call, pool.poolId, username);
  if (user !== null && user.status !== 'UNCONFIRMED') throw new CognitoRefusal('InvalidParameterException', 'User is already confirmed.');
  return { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: username } };
};

/** Calls the trigger with the user as it is by now. @throws CognitoRefusal where it throws */
export async function postConfirmation(pool: Pool, sub: string, call: { readonly source: string; readonly clientId: string; readonly metadata: Attributes }): Promise<void> {
  const user = await findUser(pool.backend.call, pool.poolId, sub);
  if (user === null) throw userNotFound();
  await pool.triggers.run('PostConfirmation', {
    source: call.source, userName: sub, clientId: call.clientId, request: { userAttributes: eventAttributes(user), clientMetadata: orNull(call.metadata) }, response: {},
  });
}

function checkUnconfirmed({ status }: User): void {
  if (status !== 'UNCONFIRMED') throw new CognitoRefusal('NotAuthorizedException', `User cannot be confirmed. Current status is ${status}`);
}
