import { randomUUID } from 'node:crypto';
import { CognitoRefusal } from './cognito-refusal.js';
import type { BackendCall } from './create-backend.js';
import { unrecognizable } from './call-trigger.js';
import type { TriggerEvent } from './create-triggers.js';
import type { Pool } from './pool.js';
import { hasAddress, listUsers } from './users.js';
import type { Attributes, Members } from './types.js';

/** Makes the user in cognito-local, by this sub. */
export type Create = (call: BackendCall, sub: string, flags: SignUpFlags) => Promise<Members>;

export interface CreatedUser {
  readonly sub: string;
  readonly flags: SignUpFlags;
  /** What `create` came to. */
  readonly answer: Members;
}

/** What PreSignUp answers. */
export interface SignUpFlags {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
}

export interface NewUser {
  readonly source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser';
  readonly clientId: string;
  /** With the address. */
  readonly attributes: Attributes;
  readonly request: Pick<TriggerEvent['request'], 'validationData' | 'clientMetadata'>;
}

/**
 * Asks the PreSignUp trigger and makes the user, unless somebody has the address.
 *
 * @throws CognitoRefusal
 */
export async function createUser(pool: Pool, user: NewUser, create: Create): Promise<CreatedUser> {
  const sub = randomUUID();
  const email = user.attributes['email'] ?? '';
  // Asked before the trigger, which has no business with somebody who is there, and again when its time is over.
  await pool.backend.turn((call) => checkFree(call, pool.poolId, email));
  const response = await pool.triggers.run('PreSignUp', {
    source: user.source, userName: sub, clientId: user.clientId, request: { userAttributes: user.attributes, ...user.request },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  const flags = { autoConfirmUser: flag(response, 'autoConfirmUser'), autoVerifyEmail: flag(response, 'autoVerifyEmail') };
  const answer = await pool.backend.turn(async (call) => {
    await checkFree(call, pool.poolId, email);
    return create(call, sub, flags);
  });
  return { sub, flags, answer };
}

async function checkFree(call: BackendCall, poolId: string, email: string): Promise<void> {
  const users = await listUsers(call, poolId);
  if (users.some((user) => hasAddress(user, email))) throw new CognitoRefusal('UsernameExistsException', 'An account with the given email already exists.');
}

function flag(response: Members, name: string): boolean {
  const value = response[name] ?? false;
  if (typeof value !== 'boolean') throw unrecognizable();
  return value;
}
