import { checkTenant } from '../sql/tenant.js';
import type { Caller } from '../types.js';
import { ownObject, ownText, ownValue } from './own-values.js';
import { refuse } from './refuse.js';
import type { ClaimNames, Override } from './types.js';

/** `cognition.users.id`: a login role's name as well. */
export const userIdForm = /^[a-z][a-z0-9_]{0,62}$/;
export const roleForm = /^[a-z][a-z0-9_]{0,62}$/;
/** One part of a secret's name: AWS's characters without the slash. */
export const secretForm = /^[\w+=.@-]{1,256}$/;
const any = /^/;

/**
 * A member by the claims that a token hook or a Lambda authorizer set.
 *
 * @throws CallError not_authorized
 */
export function memberByClaims(claims: object, prefix: string, { user = 'userid', ...names }: ClaimNames): Caller {
  const userId = ownText(claims, user, userIdForm) ?? refuse();
  return { secret: `${prefix}/users/${userId}`, userId, ...tenancyOf(claims, names) };
}

/** Tenant and role as they stand under these names, checked. */
export function tenancyOf(values: object, { tenant = 'tenant', role = 'role' }: ClaimNames): Pick<Caller, 'tenant' | 'role'> {
  const named = ownText(values, tenant, any);
  return { tenant: named === null ? null : checkTenant(named), role: ownText(values, role, roleForm) };
}

/**
 * The caller of an override, whose secret is below `folder`.
 *
 * @throws CallError not_authorized for what is none, also for one with a key that no override has
 */
export function callerOfOverride(override: Override, folder: string): Caller {
  const values = ownObject(typeof override === 'string' ? { secret: override } : override);
  if (Object.keys(values).some((key) => !['secret', 'tenant', 'role', 'userId'].includes(key))) refuse();
  const secret = ownText(values, 'secret', secretForm) ?? refuse();
  return { secret: `${folder}/${secret}`, userId: ownText(values, 'userId', userIdForm), ...tenancyOf(values, {}) };
}

/**
 * A caller that a lookup made: its secret must be below one of `folders`.
 *
 * @throws CallError not_authorized
 */
export function checkCaller(caller: Caller, folders: readonly string[]): Caller {
  const values = ownObject(caller);
  const secret = ownText(values, 'secret', any) ?? refuse();
  const folder = folders.find((one) => secret.startsWith(`${one}/`));
  if (folder === undefined || !secretForm.test(secret.slice(folder.length + 1))) refuse();
  return { secret, userId: ownText(values, 'userId', userIdForm), ...tenancyOf(values, {}) };
}

/**
 * An e-mail address in the form that members are found by.
 *
 * @throws CallError not_authorized for one that is not verified, or cannot be part of a secret's name
 */
export function verifiedEmail(claims: object): string {
  const verified = ownValue(claims, 'email_verified');
  if (verified !== true && verified !== 'true') refuse();
  // ASCII is asked for first: lower case would make a `k` of the Kelvin sign, and another mailbox of this one.
  const address = (ownText(claims, 'email', /^[\x20-\x7e]{3,254}$/) ?? refuse()).trim().toLowerCase();
  return /^[\w+=.-]+@[\w+=.-]+$/.test(address) ? address : refuse();
}
