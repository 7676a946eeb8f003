import { checkPassword } from './check-password.js';
import { CognitoRefusal, invalidParameter, wrongCode } from './cognito-refusal.js';
import { postConfirmation } from './confirm-sign-up.js';
import type { Operation } from './pool.js';
import { text, texts } from './read-members.js';
import { findUser } from './users.js';

/** ForgotPassword: a code goes to the verified address; of people that there are not, nothing is told. */
export const forgotPassword: Operation = async (pool, request) => {
  const [username, clientId] = [text(request, 'Username'), text(request, 'ClientId')];
  const user = await findUser(pool.backend.call, pool.poolId, username);
  if (user !== null) {
    if (!user.enabled) throw new CognitoRefusal('NotAuthorizedException', 'User is disabled.');
    if (user.attributes['email_verified'] !== 'true') throw invalidParameter('Cannot reset password for the user as there is no registered/verified email or phone_number');
    await pool.backend.call('ForgotPassword', { ClientId: clientId, Username: user.sub });
  }
  return { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: username } };
};

/** ConfirmForgotPassword; PostConfirmation is told. */
export const confirmForgotPassword: Operation = async (pool, request) => {
  const [username, clientId, code, password] = [text(request, 'Username'), text(request, 'ClientId'), text(request, 'ConfirmationCode'), text(request, 'Password')];
  checkPassword(password);
  const sub = await pool.backend.turn(async (call) => {
    const user = await findUser(call, pool.poolId, username);
    // The code of somebody's sign-up is kept in the same place, and is not for this.
    if (user === null || !user.enabled || user.status === 'UNCONFIRMED') throw wrongCode();
    await call('ConfirmForgotPassword', { ClientId: clientId, Username: user.sub, ConfirmationCode: code, Password: password });
    return user.sub;
  });
  await postConfirmation(pool, sub, { source: 'PostConfirmation_ConfirmForgotPassword', clientId, metadata: texts(request, 'ClientMetadata') });
  return {};
};
