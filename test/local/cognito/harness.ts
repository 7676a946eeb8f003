import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand, AdminGetUserCommand, AdminSetUserPasswordCommand, CognitoIdentityProviderClient, ConfirmSignUpCommand, InitiateAuthCommand, SignUpCommand,
  type AttributeType, type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { afterAll } from 'vitest';
import { startCognito } from '../../../src/local/cognito/start-cognito.js';
import type { CognitoOptions, RunningCognito, TriggerName } from '../../../src/local/cognito/types.js';
import { startLambda } from '../../../src/local/lambda/start-lambda.js';
import type { RunningLambda } from '../../../src/local/lambda/types.js';

export const password = 'Passw0rd!';

export interface TriggerEvent {
  readonly version: string;
  readonly triggerSource: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: Readonly<Record<string, string>>;
  readonly request: Readonly<Record<string, unknown>> & { readonly userAttributes: Readonly<Record<string, string>> };
  readonly response: Record<string, unknown>;
}

/** What each trigger does; the tests change it. What it returns becomes `response`. */
export type Behaviour = Partial<Record<TriggerName, (event: TriggerEvent) => unknown>>;

export interface TestPool {
  readonly cognito: RunningCognito;
  readonly client: CognitoIdentityProviderClient;
  readonly lambda: RunningLambda;
  readonly behaviour: Behaviour;
  readonly folder: string;
  /** Events since the last call, oldest first. */
  events(): TriggerEvent[];
}

const names: readonly TriggerName[] = ['PreSignUp', 'PostConfirmation', 'PreAuthentication', 'PostAuthentication', 'PreTokenGeneration'];

/** A pool with all triggers, for one test file. */
export async function testPool(options: Partial<CognitoOptions> = {}): Promise<TestPool> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'pgcog-cognito-'));
  const behaviour: Behaviour = {};
  const lambda = await startLambda({
    functions: Object.fromEntries(names.map((name) => [`shop-${name}`, async (event: unknown) => {
      const given = event as TriggerEvent;
      const response = await behaviour[name]?.(given);
      return { ...given, response: response ?? given.response };
    }])),
  });
  const cognito = await startCognito({ lambda: lambda.url, triggers: Object.fromEntries(names.map((name) => [name, `shop-${name}`])), poolId: 'eu-west-1_Test', clientId: 'web', ...options, folder });
  const client = clientOf(cognito);
  let read = 0;
  const events = (): TriggerEvent[] => {
    const all = lambda.invocations.map(({ payload }) => payload as TriggerEvent);
    const fresh = all.slice(read);
    read = all.length;
    return fresh;
  };
  afterAll(async () => {
    client.destroy();
    await cognito.close();
    await lambda.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { cognito, client, lambda, behaviour, folder, events };
}

export const clientOf = (cognito: RunningCognito): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({ endpoint: cognito.url, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

export const attributes = (named: Readonly<Record<string, string>>): AttributeType[] => Object.entries(named).map(([Name, Value]) => ({ Name, Value }));

export async function signUp({ client, cognito }: TestPool, email: string, more: { readonly attributes?: Readonly<Record<string, string>> } = {}): Promise<string> {
  const { UserSub } = await client.send(new SignUpCommand({ ClientId: cognito.clientId, Username: email, Password: password, UserAttributes: attributes(more.attributes ?? {}) }));
  return UserSub ?? '';
}

/** Confirms with the code that was sent. */
export async function confirm({ client, cognito }: TestPool, email: string): Promise<void> {
  await client.send(new ConfirmSignUpCommand({ ClientId: cognito.clientId, Username: email, ConfirmationCode: (await cognito.lastCode(email)) ?? '' }));
}

/** Somebody who has signed up and confirmed. */
export async function member(pool: TestPool, email: string): Promise<string> {
  const sub = await signUp(pool, email);
  await confirm(pool, email);
  return sub;
}

/** Somebody whom an administrator made, with a password that lasts. */
export async function madeByAdmin({ client, cognito }: TestPool, email: string): Promise<void> {
  const user = { UserPoolId: cognito.userPoolId, Username: email };
  await client.send(new AdminCreateUserCommand({ ...user, UserAttributes: attributes({ email, email_verified: 'true' }), MessageAction: 'SUPPRESS' }));
  await client.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
}

export function signIn({ client, cognito }: TestPool, email: string, secret = password): Promise<InitiateAuthCommandOutput> {
  return client.send(new InitiateAuthCommand({ ClientId: cognito.clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: email, PASSWORD: secret } }));
}

export function refresh({ client, cognito }: Pick<TestPool, 'client' | 'cognito'>, token: string | undefined): Promise<InitiateAuthCommandOutput> {
  return client.send(new InitiateAuthCommand({ ClientId: cognito.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: token ?? '' } }));
}

export interface Tokens {
  readonly id: Readonly<Record<string, unknown>>;
  readonly access: Readonly<Record<string, unknown>>;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

export function tokensOf({ AuthenticationResult: result }: InitiateAuthCommandOutput): Tokens {
  const [idToken, accessToken] = [result?.IdToken ?? '', result?.AccessToken ?? ''];
  return { id: decodeJwt(idToken), access: decodeJwt(accessToken), idToken, accessToken, refreshToken: result?.RefreshToken };
}

/** A user's attributes as AdminGetUser has them. */
export async function attributesOf({ client, cognito }: TestPool, username: string): Promise<Record<string, string | undefined>> {
  const { UserAttributes } = await client.send(new AdminGetUserCommand({ UserPoolId: cognito.userPoolId, Username: username }));
  return Object.fromEntries((UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
}

/** The error that a call ends with, as the SDK gives it: name and message. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const failure = await call.then(() => null, (error: Error) => error);
  if (failure === null) throw new Error('was not refused');
  return `${failure.name}: ${failure.message}`;
}
