import { isRecord, valueAt } from '../own.js';
import type { Membership } from './ask-database.js';
import type { ClaimNames } from '../identity/types.js';

/** Cognito does not let these be set, or others read them as its own word (Developer Guide, "Pre token generation Lambda trigger"). */
const reserved = /^(?:acr|amr|aud|at_hash|auth_time|azp|client_id|device_key|email|email_verified|event_id|exp|iat|identities|iss|jti|nbf|nonce|origin_jti|phone_number|phone_number_verified|scope|sub|token_use|updated_at|username|version|cognito:.*)$/;

/** @throws TypeError for names that Cognito keeps to itself, and for two of the same */
export function checkClaimNames({ user = 'userid', tenant = 'tenant', role = 'role' }: ClaimNames = {}): Required<ClaimNames> {
  const names = [user, tenant, role];
  const usable = names.every((name) => /^[\w:/.-]{1,128}$/.test(name) && !reserved.test(name));
  if (!usable || new Set(names).size < 3) throw new TypeError('a claim cannot have this name, or two have the same');
  return { user, tenant, role };
}

/** `userid`, `tenant` and `role`: what an attribute or the client may have put there is overridden, or taken out. */
function claimsOf({ userId, tenant, role }: Membership, names: Required<ClaimNames>): Readonly<Record<string, unknown>> {
  const said = { [names.user]: userId, [names.role]: role };
  return tenant === null ? { claimsToAddOrOverride: said, claimsToSuppress: [names.tenant] } : { claimsToAddOrOverride: { ...said, [names.tenant]: tenant } };
}

/**
 * The response of a pre token generation trigger, for both tokens where the event's version has both: an answer of
 * another version would be ignored in silence.
 *
 * @param groups as {@link groupsOf} read them
 */
export function tokenResponse(version: TokenVersion, membership: Membership, names: Required<ClaimNames>, groups: Groups): Readonly<Record<string, unknown>> {
  const claims = claimsOf(membership, names);
  if (version === '1') return { claimsOverrideDetails: { ...claims, ...groups } };
  return { claimsAndScopeOverrideDetails: { idTokenGeneration: claims, accessTokenGeneration: claims, ...groups } };
}

export type TokenVersion = '1' | '2' | '3';

/** Null for a version that is none of Cognito's. */
export function versionOf(event: unknown): TokenVersion | null {
  const version = valueAt(event, ['version']);
  return version === '1' || version === '2' || version === '3' ? version : null;
}

export interface Groups {
  readonly groupOverrideDetails?: Readonly<Record<string, unknown>>;
}

/** Cognito takes groups away that are not in the answer, so they are copied; null for what are none. */
export function groupsOf(event: unknown): Groups | null {
  const groups = valueAt(event, ['request', 'groupConfiguration']);
  if (groups == null) return {};
  if (!isRecord(groups)) return null;
  const copied = ['groupsToOverride', 'iamRolesToOverride', 'preferredRole'].map((key) => [key, valueAt(groups, [key])] as const).filter(([, value]) => value != null);
  const known = copied.every(([key, value]) => (key === 'preferredRole' ? typeof value === 'string' : Array.isArray(value) && value.every((entry) => typeof entry === 'string')));
  return known ? { groupOverrideDetails: Object.fromEntries(copied) } : null;
}
