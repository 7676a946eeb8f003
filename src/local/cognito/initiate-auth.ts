import { CognitoRefusal, invalidParameter, wrongPassword } from './cognito-refusal.js';
import type { BackendCall } from './create-backend.js';
import { eventAttributes, orNull } from './create-triggers.js';
import { issueTokens, type Issue } from './issue-tokens.js';
import type { Operation, Pool } from './pool.js';
import { isRecord, text, texts } from './read-members.js';
import type { Attributes, Members, User } from './types.js';
import { findUser } from './users.js';

const refreshFlows: readonly string[] = ['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'];

/** InitiateAuth: with a password, or with a refresh token. */
export const initiateAuth: Operation = (pool, request) => initiate(pool, request, ['USER_PASSWORD_AUTH']);

/** AdminInitiateAuth: the same, by a server. */
export const adminInitiateAuth: Operation = (pool, request) => initiate(pool, request, ['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH']);

async function initiate(pool: Pool, request: Members, passwordFlows: readonly string[]): Promise<object> {
  const flow = text(request, 'AuthFlow');
  const parameters = texts(request, 'AuthParameters');
  if (passwordFlows.includes(flow)) return withPassword(pool, request, parameters);
  if (refreshFlows.includes(flow)) return withRefreshToken(pool, request, parameters);
  throw invalidParameter(`${flow} flow not enabled for this client`);
}

async function withPassword(pool: Pool, request: Members, parameters: Attributes): Promise<object> {
  const [username, password, clientId] = [text(parameters, 'USERNAME'), text(parameters, 'PASSWORD'), text(request, 'ClientId')];
  const found = await findUser(pool.backend.call, pool.poolId, username);
  await preAuthentication(pool, found, { username, clientId, metadata: texts(request, 'ClientMetadata') });
  if (found === null) throw wrongPassword();
  const user = await pool.backend.turn((call) => provePassword(call, pool, found.sub, password));
  if (user.status === 'FORCE_CHANGE_PASSWORD') return newPasswordChallenge(pool, user);
  return signedIn(pool, user, { clientId, reason: 'Authentication', metadata: {} });
}

/** Asked before the password, and for people that there are not, too: PreventUserExistenceErrors is ENABLED. */
async function preAuthentication(pool: Pool, user: User | null, { username, clientId, metadata }: { readonly username: string; readonly clientId: string; readonly metadata: Attributes }): Promise<void> {
  await pool.triggers.run('PreAuthentication', {
    source: 'PreAuthentication_Authentication', userName: user?.sub ?? username, clientId,
    request: { userAttributes: user === null ? {} : eventAttributes(user), validationData: orNull(metadata), userNotFound: user === null }, response: {},
  });
}

/**
 * cognito-local's own InitiateAuth hands out a challenge without looking at the password; the administrators' one does look.
 * Its tokens are thrown away: they are signed with a published key.
 */
async function provePassword(call: BackendCall, pool: Pool, sub: string, password: string): Promise<User> {
  const request = { UserPoolId: pool.poolId, ClientId: pool.clientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME: sub, PASSWORD: password } };
  const { AuthenticationResult } = await call('AdminInitiateAuth', request).catch((failure: unknown) => {
    throw failure instanceof CognitoRefusal && failure.code !== 'UserNotConfirmedException' ? wrongPassword() : failure;
  });
  if (isRecord(AuthenticationResult)) await call('RevokeToken', { ClientId: pool.clientId, Token: AuthenticationResult['RefreshToken'] });
  const user = await findUser(call, pool.poolId, sub);
  if (user === null) throw wrongPassword();
  checkEnabled(user);
  if (user.status === 'RESET_REQUIRED') throw new CognitoRefusal('PasswordResetRequiredException', 'Password reset required for the user');
  return user;
}

function newPasswordChallenge({ challenges }: Pool, { sub, attributes: { sub: _sub, ...attributes } }: User): object {
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: challenges.open(sub),
    ChallengeParameters: { USER_ID_FOR_SRP: sub, requiredAttributes: '[]', userAttributes: JSON.stringify(attributes) },
  };
}

/** The rest of a sign-in, when whoever it is has proven it. */
export async function signedIn(pool: Pool, user: User, { clientId, reason, metadata }: Pick<Issue, 'clientId' | 'reason' | 'metadata'>): Promise<object> {
  await pool.triggers.run('PostAuthentication', {
    source: 'PostAuthentication_Authentication', userName: user.sub, clientId,
    request: { userAttributes: eventAttributes(user), newDeviceUsed: false, clientMetadata: orNull(metadata) }, response: {},
  });
  return { ChallengeParameters: {}, AuthenticationResult: await issueTokens(pool, { user, clientId, reason, metadata, session: () => pool.sessions.open(user.sub, clientId) }) };
}

/** PreTokenGeneration is asked again: whoever may not sign in any more gets no new tokens. */
async function withRefreshToken(pool: Pool, request: Members, parameters: Attributes): Promise<object> {
  const [token, clientId] = [text(parameters, 'REFRESH_TOKEN'), text(request, 'ClientId')];
  const session = pool.sessions.resume(token, clientId);
  const user = await findUser(pool.backend.call, pool.poolId, session.sub);
  if (user === null) throw new CognitoRefusal('NotAuthorizedException', 'Invalid Refresh Token');
  checkEnabled(user);
  // It may have been revoked while the trigger ran.
  const live = (): { readonly session: typeof session } => ({ session: pool.sessions.resume(token, clientId) });
  return { ChallengeParameters: {}, AuthenticationResult: await issueTokens(pool, { user, clientId, reason: 'RefreshTokens', metadata: texts(request, 'ClientMetadata'), session: live }) };
}

function checkEnabled({ enabled }: User): void {
  if (!enabled) throw new CognitoRefusal('NotAuthorizedException', 'User is disabled.');
}
