import { randomUUID } from 'node:crypto';

export interface TokenRequest {
  /** The user's id in the pool. */
  readonly sub: string;
  /** Further claims: what the token hook adds (in both tokens), `cognito:groups`, and user attributes (in ID tokens only). */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly use: 'id' | 'access';
  /** `sub` by default, as in pools where users sign in by e-mail. */
  readonly username?: string;
  /** Seconds; an hour by default, and negative for a token that has expired. */
  readonly expiresIn?: number;
}

/** OpenID Connect's standard claims: access tokens have none of them. */
const attributes = new Set([
  'address', 'birthdate', 'email', 'email_verified', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname',
  'phone_number', 'phone_number_verified', 'picture', 'preferred_username', 'profile', 'updated_at', 'website', 'zoneinfo',
]);

/** Claims that Cognito alone sets; a token hook that tries is ignored. */
const reserved = new Set([
  'acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'client_id', 'cognito:username', 'device_key', 'event_id', 'exp', 'iat', 'identities', 'iss',
  'jti', 'nbf', 'nonce', 'origin_jti', 'scope', 'sub', 'token_use', 'username', 'version',
]);

/**
 * Claims of a token as an Amazon Cognito user pool issues it.
 *
 * @param now seconds since the epoch
 */
export function cognitoClaims(request: TokenRequest, pool: { readonly issuer: string; readonly clientId: string }, now: number): Record<string, unknown> {
  const { sub, use, username = sub, expiresIn = 3600 } = request;
  const id = use === 'id';
  const added = Object.entries(request.claims ?? {}).filter(([name]) => !reserved.has(name) && (id || !(attributes.has(name) || name.startsWith('custom:'))));
  return {
    ...Object.fromEntries(added),
    sub,
    iss: pool.issuer,
    ...(id ? { aud: pool.clientId, 'cognito:username': username } : { client_id: pool.clientId, username, scope: 'aws.cognito.signin.user.admin' }),
    token_use: use,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    auth_time: now,
    iat: now,
    exp: now + expiresIn,
    jti: randomUUID(),
  };
}
