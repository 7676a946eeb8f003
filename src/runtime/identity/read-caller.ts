import { CallError } from '../errors.js';
import { isRecord } from '../own.js';
import { checkTenant } from '../sql/tenant.js';
import type { Caller } from '../types.js';
import type { ClaimNames, CredentialOptions, Override } from './types.js';

/** What somebody outside said, by keys of its own alone. */
export type Said = Readonly<Record<string, unknown>>;

/** Of `cognition.users.id`, which is a login role's name as well, and of roles. */
const nameForm = /^[a-z][a-z0-9_]{0,62}$/;

/** The last part of a secret's name: AWS's characters without the slash. */
export const secretForm = /^[\w+=.@-]{1,256}$/;

/** Ends a call whose caller is not known for certain, or has no right to it. Never says why: that would help those who try. */
export function refuse(): never {
  throw new CallError('not_authorized');
}

/** A copy without a prototype. @throws CallError not_authorized for what has no keys */
export function said(value: unknown): Said {
  return isRecord(value) ? { __proto__: null, ...value } : refuse();
}

/** Text of this form, null where there is none. @throws CallError not_authorized for anything else */
export function textOf(value: unknown, form: RegExp): string | null {
  return value == null ? null : typeof value === 'string' && form.test(value) ? value : refuse();
}

/** @throws CallError not_authorized where tenant or role cannot be one */
export function callerOf(values: Said, secret: string, userId: string | null, { tenant = 'tenant', role = 'role' }: ClaimNames = {}, login?: CredentialOptions['login']): Caller {
  const named = textOf(values[tenant], nameForm);
  const caller = { secret, userId, tenant: named && checkTenant(named), role: textOf(values[role], nameForm) };
  if (login) caller.secret = login(caller);
  return Object.freeze(caller);
}

/** A member by the claims that a token hook or a Lambda authorizer set. @throws CallError not_authorized */
export function memberOf(claims: Said, { prefix, login }: CredentialOptions, names: ClaimNames = {}): Caller {
  const userId = textOf(claims[names.user ?? 'userid'], nameForm) ?? refuse();
  return callerOf(claims, `${prefix}/users/${userId}`, userId, names, login);
}

/** The caller of an override, whose secret is below `folder`. @throws CallError not_authorized for what is none */
export function overrideOf(override: Override, folder: string): Caller {
  const values = said(typeof override === 'string' ? { secret: override } : override);
  const secret = textOf(values['secret'], secretForm) ?? refuse();
  return callerOf(values, `${folder}/${secret}`, textOf(values['userId'], nameForm));
}

/** A verified address, in the form that members are found by. @throws CallError not_authorized for any other */
export function verifiedEmail({ email, email_verified: verified }: Said): string {
  if (verified !== true && verified !== 'true') refuse();
  // ASCII is asked for first: lower case would make a `k` of the Kelvin sign, and another mailbox of this one.
  return (textOf(email, /^[\w+=.-]{1,64}@[\w+=.-]{1,190}$/) ?? refuse()).toLowerCase();
}
