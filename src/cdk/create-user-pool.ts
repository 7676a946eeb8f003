import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccountRecovery, type CfnUserPool, ClientAttributes, FeaturePlan, Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';

export interface UserPoolSettings {
  /** Whether people must have a second factor. Default `OPTIONAL`: by an app that makes one-time codes. */
  readonly mfa?: 'OFF' | 'OPTIONAL' | 'REQUIRED';
  /** PLUS has threat protection and costs by the member; LITE has no tokens that say the tenant. Default `ESSENTIALS`. */
  readonly plan?: 'ESSENTIALS' | 'PLUS';
}

/** ARNs of the functions of the triggers. */
export interface Triggers {
  readonly preSignUp: string;
  readonly postConfirmation: string;
  readonly preAuthentication: string;
  readonly preTokenGeneration: string;
}

/**
 * A pool where people are known by verified e-mail addresses, whatever their case. An address that is changed stays the
 * old one until the new one is proven: it decides which invitations are whose.
 */
export function createUserPool(scope: Construct, { mfa = 'OPTIONAL', plan = 'ESSENTIALS' }: UserPoolSettings, triggers: Triggers): UserPool {
  const pool = new UserPool(scope, 'UserPool', {
    selfSignUpEnabled: true, signInAliases: { email: true }, signInCaseSensitive: false, autoVerify: { email: true }, keepOriginal: { email: true },
    // Required attributes must be writable by clients, so that email must not be one; the address is the username anyway.
    standardAttributes: { email: { required: false, mutable: true } },
    accountRecovery: AccountRecovery.EMAIL_ONLY, mfa: Mfa[mfa], ...(mfa !== 'OFF' && { mfaSecondFactor: { sms: false, otp: true } }),
    passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true, tempPasswordValidity: Duration.days(3) },
    featurePlan: FeaturePlan[plan], deletionProtection: true, removalPolicy: RemovalPolicy.RETAIN,
  });
  const { preTokenGeneration, ...others } = triggers;
  // V2 sets claims in access tokens too.
  (pool.node.defaultChild as CfnUserPool).lambdaConfig = { ...others, preTokenGenerationConfig: { lambdaArn: preTokenGeneration, lambdaVersion: 'V2_0' } };
  if (mfa !== 'REQUIRED') acknowledge({ on: pool, rule: 'AwsSolutions-COG2', reason: "Whether a second factor is asked of everybody is the product's choice: userPool: { mfa: 'REQUIRED' } asks for it." });
  if (plan !== 'PLUS') acknowledge({ on: pool, rule: 'AwsSolutions-COG8', reason: "Threat protection costs by the member: userPool: { plan: 'PLUS' } has it. What a token may do PostgreSQL decides." });
  return pool;
}

/** What members may say about themselves: neither the address nor anything that decides on rights. */
const own = new ClientAttributes().withStandardAttributes({ fullname: true, givenName: true, familyName: true, nickname: true, locale: true, timezone: true });

/** A client for browsers and phones: no secret, passwords by SRP, short tokens, and nothing said of who exists. */
export function createClient(pool: UserPool): UserPoolClient {
  return pool.addClient('Client', {
    generateSecret: false, authFlows: { userSrp: true }, disableOAuth: true, preventUserExistenceErrors: true, enableTokenRevocation: true,
    // What a token says of tenant and role is as old as the token at most.
    accessTokenValidity: Duration.minutes(15), idTokenValidity: Duration.minutes(15), refreshTokenValidity: Duration.days(30),
    readAttributes: own.withStandardAttributes({ email: true, emailVerified: true }), writeAttributes: own,
  });
}
