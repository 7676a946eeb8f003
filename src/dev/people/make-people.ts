import type { SqlSession } from '../../postgres/sql-session.js';
import { suspendMember } from '../../tenancy/members/change-member.js';
import { findMembers } from '../../tenancy/members/find-members.js';
import { inviteApplicationAdmin, inviteMember } from '../../tenancy/members/invite-member.js';
import { asOwner } from '../../environment/as-owner.js';
import { notePerson } from '../database/dev-state.js';
import { CognitoAnswer, type CognitoClient } from './cognito-client.js';
import { samplePassword, type Person } from './sample-people.js';

export interface PeopleInput {
  /** Of the database's owner, outside any transaction. */
  readonly session: SqlSession;
  readonly signal: AbortSignal;
  readonly cognito: CognitoClient;
  readonly clientId: string;
  /** The code that was sent to an address. */
  readonly lastCode: (email: string) => Promise<string | null>;
  /** Resolves when the worker has done what it was started for. */
  readonly settled: () => Promise<void>;
}

/**
 * Makes a person as every member comes about: invited in the database, signed up and confirmed with the user pool, made
 * active by the worker behind its triggers. What was interrupted goes on where it stopped.
 *
 * @throws CognitoAnswer where the pool or a trigger refuses; what `pg` throws
 */
export async function makePerson(input: PeopleInput, person: Person): Promise<void> {
  const { session, signal, settled } = input;
  await asOwner(session, signal, () => invite(session, person));
  await signUp(input, person);
  await settled();
  if (person.suspended) await asOwner(session, signal, () => suspend(session, person));
  await notePerson(session, person.email);
}

async function invite(session: SqlSession, { name, email, tenant, role }: Person): Promise<void> {
  const there = await findMembers(session, { email });
  if (there.some((one) => one.tenant === tenant)) return;
  const firstName = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  if (tenant === null) await inviteApplicationAdmin(session, email);
  else await inviteMember(session, { email, tenant, role, firstName, lastName: null, expiresAt: null });
}

async function signUp({ cognito, clientId: ClientId, lastCode }: PeopleInput, { email }: Person): Promise<void> {
  await cognito.call('SignUp', { ClientId, Username: email, Password: samplePassword, UserAttributes: [{ Name: 'email', Value: email }] }).catch(unless('UsernameExistsException'));
  const code = await lastCode(email);
  // Without one it was typed in before.
  if (code !== null) await cognito.call('ConfirmSignUp', { ClientId, Username: email, ConfirmationCode: code }).catch(unless('NotAuthorizedException'));
  // The first token makes up for a worker that was not there when the code was typed in.
  await cognito.call('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: email, PASSWORD: samplePassword } }).catch(unless('UserLambdaValidationException'));
}

const unless = (code: string) => (failure: unknown): Readonly<Record<string, unknown>> => {
  if (failure instanceof CognitoAnswer && failure.code === code) return {};
  throw failure;
};

async function suspend(session: SqlSession, { email, tenant }: Person): Promise<void> {
  const member = (await findMembers(session, { email })).find((one) => one.tenant === tenant);
  if (member?.status === 'active') await suspendMember(session, member.id);
}
