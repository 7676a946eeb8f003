import { expect } from 'vitest';
import { createCredentialLookup, type CredentialOptions } from '../../../src/runtime/identity/create-credential-lookup.js';
import { sentences } from '../../../src/runtime/failure/sentences.js';
import type { Caller } from '../../../src/runtime/types.js';

export const prefix = 'shop/test';

export function find(identity: unknown, options: Partial<CredentialOptions> = {}): Promise<Caller> {
  return createCredentialLookup({ prefix, ...options })(identity);
}

export async function refused(identity: unknown, options: Partial<CredentialOptions> = {}): Promise<void> {
  await expect(find(identity, options)).rejects.toMatchObject({
    name: 'CallError', code: 'not_authorized', message: sentences.not_authorized, field: null, retryable: false, sqlstate: null,
  });
}

/** As Cognito user pools and OIDC have it. */
export function token(claims: object): object {
  return { sub: 'c0ffee', issuer: 'https://issuer', username: 'ann', claims, sourceIp: ['1.2.3.4'], defaultAuthStrategy: 'ALLOW', groups: null };
}

export const iamUser = 'arn:aws:iam::123456789012:user/reports/ann';
export const session = 'arn:aws:sts::123456789012:assumed-role/reporting/i-0abc';
export const poolSession = 'arn:aws:sts::123456789012:assumed-role/reporting/CognitoIdentityCredentials';
export const poolId = 'eu-west-1:5f1c2d3e-0000-4000-8000-000000000001';

/** As IAM has it, all keys. */
export function iam(userArn: string, changes: object = {}): object {
  return {
    accountId: '123456789012', cognitoIdentityPoolId: null, cognitoIdentityId: null, sourceIp: ['1.2.3.4'], username: 'AROAEXAMPLE:i-0abc',
    userArn, cognitoIdentityAuthType: null, cognitoIdentityAuthProvider: null, ...changes,
  };
}

/** Of an identity pool's user. */
export function pooled(changes: object = {}): object {
  return iam(poolSession, {
    cognitoIdentityPoolId: 'eu-west-1:pool', cognitoIdentityId: poolId, cognitoIdentityAuthType: 'authenticated',
    cognitoIdentityAuthProvider: 'cognito-idp.eu-west-1.amazonaws.com/p:CognitoSignIn:c0ffee', ...changes,
  });
}
