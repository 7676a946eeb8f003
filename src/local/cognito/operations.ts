import { adminCreateUser } from './admin-create-user.js';
import { adminDeleteUser, adminDisableUser, adminSetUserPassword, adminUpdateUserAttributes, describeUserPool, forward, forwardForUser } from './administer.js';
import { adminConfirmSignUp, confirmSignUp, resendConfirmationCode } from './confirm-sign-up.js';
import { adminInitiateAuth, initiateAuth } from './initiate-auth.js';
import { changePassword, deleteUser, own, updateUserAttributes, verifyUserAttribute } from './own-account.js';
import type { Operation } from './pool.js';
import { confirmForgotPassword, forgotPassword } from './reset-password.js';
import { respondToChallenge } from './respond-to-challenge.js';
import { adminUserGlobalSignOut, globalSignOut, revokeToken } from './sign-out.js';
import { signUp } from './sign-up.js';

/** Open to everybody who has the client's id, or an access token. */
const open: readonly (readonly [string, Operation])[] = [
  ['SignUp', signUp],
  ['ConfirmSignUp', confirmSignUp],
  ['ResendConfirmationCode', resendConfirmationCode],
  ['InitiateAuth', initiateAuth],
  ['RespondToAuthChallenge', respondToChallenge],
  ['ForgotPassword', forgotPassword],
  ['ConfirmForgotPassword', confirmForgotPassword],
  ['RevokeToken', revokeToken],
  ['GlobalSignOut', globalSignOut],
  ['UpdateUserAttributes', updateUserAttributes],
  ['VerifyUserAttribute', verifyUserAttribute],
  ['ChangePassword', changePassword],
  ['DeleteUser', deleteUser],
  ...['GetUser', 'GetUserAttributeVerificationCode'].map((name) => [name, own(name)] as const),
];

/** With credentials of AWS: of the pool whose id is sent. */
const administrative: readonly (readonly [string, Operation])[] = [
  ['AdminCreateUser', adminCreateUser],
  ['AdminConfirmSignUp', adminConfirmSignUp],
  ['AdminInitiateAuth', adminInitiateAuth],
  ['AdminRespondToAuthChallenge', respondToChallenge],
  ['AdminUserGlobalSignOut', adminUserGlobalSignOut],
  ['AdminDisableUser', adminDisableUser],
  ['AdminDeleteUser', adminDeleteUser],
  ['AdminSetUserPassword', adminSetUserPassword],
  ['AdminUpdateUserAttributes', adminUpdateUserAttributes],
  ['DescribeUserPool', describeUserPool],
  ...['AdminGetUser', 'AdminEnableUser', 'AdminAddUserToGroup', 'AdminRemoveUserFromGroup', 'AdminListGroupsForUser']
    .map((name) => [name, forwardForUser(name)] as const),
  ...['ListUsers', 'ListUsersInGroup', 'ListGroups', 'CreateGroup', 'GetGroup', 'UpdateGroup', 'DeleteGroup', 'DescribeUserPoolClient', 'ListUserPoolClients', 'ListUserPools']
    .map((name) => [name, forward(name)] as const),
];

export interface KnownOperation {
  readonly run: Operation;
  /** Only for whoever signs the request. */
  readonly signed: boolean;
}

/** The part of Cognito's API that is here. */
export const operations: ReadonlyMap<string, KnownOperation> = new Map([...known(open, false), ...known(administrative, true)]);

function known(named: readonly (readonly [string, Operation])[], signed: boolean): [string, KnownOperation][] {
  return named.map(([name, run]) => [name, { run, signed }]);
}
