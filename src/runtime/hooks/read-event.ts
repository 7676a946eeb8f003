import { emailOf } from '../email-of.js';
import { isRecord, own, valueAt } from '../own.js';
import type { HookName } from './types.js';

/** What the hooks use of an event. `clientMetadata` and `validationData` are the client's and used for nothing. */
export interface Subject {
  readonly event: Readonly<Record<string, unknown>>;
  readonly trigger: string;
  readonly userPoolId: string;
  /** Null where Cognito has no user of that name, or none yet. */
  readonly sub: string | null;
  /** Without white space around it; null where there is none that a member could have. */
  readonly email: string | null;
  /** The same, but only where Cognito has seen that it is this user's. */
  readonly verifiedEmail: string | null;
  /** Has signed up and not typed in the code yet: whatever the hooks say, Cognito gives such a user no token. */
  readonly unconfirmed: boolean;
}

/** Cognito's `triggerSource`, for each hook (Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers"). */
const triggers: Readonly<Record<HookName, readonly string[]>> = {
  preSignUp: ['PreSignUp_SignUp', 'PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider'],
  postConfirmation: ['PostConfirmation_ConfirmSignUp', 'PostConfirmation_ConfirmForgotPassword'],
  preAuthentication: ['PreAuthentication_Authentication'],
  // No TokenGeneration_ClientCredentials: behind a machine there is no member.
  preTokenGeneration: ['HostedAuth', 'Authentication', 'NewPasswordChallenge', 'AuthenticateDevice', 'RefreshTokens'].map((source) => `TokenGeneration_${source}`),
};

/** As in `cognition.identities.sub`, of ASCII alone. */
const subForm = /^[\x21-\x7e]{1,128}$/;

/** What of an event can be said in the log, however the rest of it may look. */
export function labelsOf(hook: HookName, event: unknown): { readonly trigger: string | null; readonly sub: string | null } {
  const trigger = valueAt(event, ['triggerSource']);
  return { trigger: triggers[hook].find((known) => known === trigger) ?? null, sub: textOf(valueAt(event, ['request', 'userAttributes', 'sub']), subForm) };
}

/** Null for what Cognito would not send to this hook; members that are not used may be anything. */
export function readEvent(hook: HookName, event: unknown): Subject | null {
  const { trigger, sub } = labelsOf(hook, event);
  const userPoolId = textOf(valueAt(event, ['userPoolId']), /^(?=.{1,55}$)[\w-]+_[0-9a-zA-Z]+$/);
  const request = valueAt(event, ['request']);
  if (trigger === null || userPoolId === null || !isRecord(event) || !isRecord(request)) return null;
  // With PreventUserExistenceErrors Cognito asks about users that it has not: it sends no attributes, or none of use.
  const known = own(request, 'userNotFound') !== true;
  const attributes = (known ? own(request, 'userAttributes') : null) ?? {};
  if (!isRecord(attributes)) return null;
  const email = emailOf(own(attributes, 'email'));
  const verified = own(attributes, 'email_verified') === 'true';
  return { event, trigger, userPoolId, sub: known ? sub : null, email, verifiedEmail: verified ? email : null, unconfirmed: own(attributes, 'cognito:user_status') === 'UNCONFIRMED' };
}

function textOf(value: unknown, form: RegExp): string | null {
  return typeof value === 'string' && value.length <= 1_000 && form.test(value) ? value : null;
}
