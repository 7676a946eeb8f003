import { checkPassword } from './check-password.js';
import { CognitoRefusal, invalidParameter, wrongPassword } from './cognito-refusal.js';
import { signedIn } from './initiate-auth.js';
import type { Operation } from './pool.js';
import { text, texts } from './read-members.js';
import { findUser } from './users.js';

/** RespondToAuthChallenge and AdminRespondToAuthChallenge: a new password in place of the temporary one. */
export const respondToChallenge: Operation = async (pool, request) => {
  if (text(request, 'ChallengeName') !== 'NEW_PASSWORD_REQUIRED') throw invalidParameter('The challenge is not known here.');
  const responses = texts(request, 'ChallengeResponses');
  const [username, password, clientId] = [text(responses, 'USERNAME'), text(responses, 'NEW_PASSWORD'), text(request, 'ClientId')];
  checkPassword(password);
  const sub = pool.challenges.take(text(request, 'Session'));
  const user = await pool.backend.turn(async (call) => {
    const challenged = await findUser(call, pool.poolId, username);
    if (challenged?.sub !== sub) throw new CognitoRefusal('NotAuthorizedException', 'Invalid session for the user.');
    if (!challenged.enabled || challenged.status !== 'FORCE_CHANGE_PASSWORD') throw wrongPassword();
    await call('AdminSetUserPassword', { UserPoolId: pool.poolId, Username: sub, Password: password, Permanent: true });
    return { ...challenged, status: 'CONFIRMED' };
  });
  return signedIn(pool, user, { clientId, reason: 'NewPasswordChallenge', metadata: texts(request, 'ClientMetadata') });
};
