import { CognitoAnswer, type CognitoClient } from './cognito-client.js';
import { samplePassword, type Person } from './sample-people.js';

export type SignedIn =
  | { readonly kind: 'signed in'; /** ID token. */ readonly token: string }
  /** In Cognito's words, and the trigger's. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Signs a sample person in by password, through the pool's triggers, as an app does. */
export async function signIn(cognito: CognitoClient, clientId: string, { email }: Pick<Person, 'email'>): Promise<SignedIn> {
  try {
    const { AuthenticationResult } = await cognito.call('InitiateAuth', { ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: email, PASSWORD: samplePassword } });
    const { IdToken: token } = Object(AuthenticationResult) as { readonly IdToken?: unknown };
    if (typeof token === 'string') return { kind: 'signed in', token };
    return { kind: 'refused', reason: 'Cognito asks for a new password' };
  } catch (failure) {
    if (failure instanceof CognitoAnswer) return { kind: 'refused', reason: `${failure.code}: ${failure.message}` };
    throw failure;
  }
}
