import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand, AdminSetUserPasswordCommand, AdminUpdateUserAttributesCommand, CognitoIdentityProviderClient, InitiateAuthCommand, SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { startCognito } from '../../../../src/local/cognito/start-cognito.js';

export interface TestPool {
  readonly url: string;
  readonly userPoolId: string;
  readonly client: CognitoIdentityProviderClient;
  /** Somebody with a proven address, unless told; their `sub`. `confirmed: false`: made by an administrator, with a password to change. */
  add(email: string, state?: { readonly verified?: boolean; readonly confirmed?: boolean }): Promise<string>;
  /** Somebody who signed up, with a proven address, and has not confirmed it. */
  signUp(email: string): Promise<string>;
  /** Signs in: asks whether the session's refresh token still gives tokens. */
  session(sub: string): Promise<() => Promise<boolean>>;
  close(): Promise<void>;
}

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
export const region = 'eu-central-1';
const Password = 'Passw0rd!-of-a-test';

/** A user pool without triggers. */
export async function startPool(): Promise<TestPool> {
  const folder = mkdtempSync(join(tmpdir(), 'pgcog-pool-'));
  const pool = await startCognito({ folder, lambda: 'http://127.0.0.1:9', triggers: {} });
  const { url, userPoolId, clientId: ClientId } = pool;
  const client = new CognitoIdentityProviderClient({ endpoint: url, region, credentials });
  const add: TestPool['add'] = async (email, { verified = true, confirmed = true } = {}) => {
    const { User } = await client.send(new AdminCreateUserCommand({ UserPoolId: userPoolId, Username: email, MessageAction: 'SUPPRESS', UserAttributes: [{ Name: 'email', Value: email }] }));
    const sub = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '';
    const attributes = [{ Name: 'email', Value: email }, { Name: 'email_verified', Value: String(verified) }];
    await client.send(new AdminUpdateUserAttributesCommand({ UserPoolId: userPoolId, Username: sub, UserAttributes: attributes }));
    if (confirmed) await client.send(new AdminSetUserPasswordCommand({ UserPoolId: userPoolId, Username: sub, Password, Permanent: true }));
    return sub;
  };
  const signUp: TestPool['signUp'] = async (email) => {
    const { UserSub: sub = '' } = await client.send(new SignUpCommand({ ClientId, Username: email, Password, UserAttributes: [{ Name: 'email', Value: email }] }));
    await client.send(new AdminUpdateUserAttributesCommand({ UserPoolId: userPoolId, Username: sub, UserAttributes: [{ Name: 'email', Value: email }, { Name: 'email_verified', Value: 'true' }] }));
    return sub;
  };
  const session: TestPool['session'] = async (sub) => {
    const { AuthenticationResult } = await client.send(new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: sub, PASSWORD: Password } }));
    const refresh = new InitiateAuthCommand({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '' } });
    return () => client.send(refresh).then(() => true, (failure: Error) => (failure.name === 'NotAuthorizedException' ? false : Promise.reject(failure)));
  };
  return {
    url, userPoolId, client, add, signUp, session,
    close: async () => {
      client.destroy();
      await pool.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
