import { cognitoClaims } from './cognito-claims.js';
import type { Session } from './create-sessions.js';
import type { ClaimChanges, Overrides } from './read-overrides.js';
import type { Attributes, Members, User } from './types.js';

/** What the two tokens of a sign-in say. */
export interface TokenSource {
  readonly user: User;
  readonly session: Session;
  readonly issuer: string;
  readonly groups: readonly string[];
  readonly overrides: Overrides;
  /** Seconds since the epoch. */
  readonly now: number;
}

export const ownScope = 'aws.cognito.signin.user.admin';

/** Claims of the ID token: the user's attributes, then what the trigger changed. What Cognito alone sets stays. */
export function idClaims(source: TokenSource): Members {
  const { user, overrides: { id, groups } } = source;
  const roles = groups === undefined ? {} : { ...(groups.roles.length > 0 && { 'cognito:roles': groups.roles }), ...(groups.preferredRole !== null && { 'cognito:preferred_role': groups.preferredRole }) };
  const claims = { ...changed({ ...attributeClaims(user.attributes) }, id), ...groupClaim(source), ...roles };
  return finished(source, 'id', claims);
}

/** Claims of the access token: no attributes, and scopes. */
export function accessClaims(source: TokenSource): Members {
  const { addScopes, suppressScopes, ...changes } = source.overrides.access;
  const claims = finished(source, 'access', { ...changed({}, changes), ...groupClaim(source) });
  const scopes = new Set([ownScope, ...addScopes].filter((scope) => !suppressScopes.includes(scope)));
  return { ...claims, scope: [...scopes].join(' ') };
}

function finished({ user, session, issuer, now }: TokenSource, use: 'id' | 'access', claims: Members): Members {
  const made = cognitoClaims({ sub: user.sub, use, claims }, { issuer, clientId: session.clientId }, now);
  return { ...made, origin_jti: session.origin, auth_time: session.authTime };
}

/** Suppressing goes before overriding. `cognito:` names are not a trigger's: groups and roles have a place of their own. */
function changed(claims: Members, { add, suppress }: ClaimChanges): Members {
  const added = Object.entries(add).filter(([name]) => !name.startsWith('cognito:'));
  const kept = [...Object.entries(claims), ...added].filter(([name]) => !suppress.includes(name));
  return Object.fromEntries(kept);
}

function groupClaim({ groups, overrides }: TokenSource): Members {
  const names = overrides.groups?.names ?? groups;
  return names.length === 0 ? {} : { 'cognito:groups': names };
}

/** Whether an address is verified is a boolean in tokens, a string everywhere else. */
function attributeClaims(attributes: Attributes): Members {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]));
}
