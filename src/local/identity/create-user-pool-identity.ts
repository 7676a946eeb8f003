import type { UserPool } from './types.js';
import { Unauthorized } from './unauthorized.js';
import { createTokenVerifier } from './create-token-verifier.js';

/**
 * AppSync's identity of a user pool's caller, from the ID token or the access token.
 * The rest of a pool's tokens (refresh tokens) and those of other clients are refused.
 */
export function createUserPoolIdentity(pool: UserPool, clock: () => number): (token: string, sourceIp: readonly string[]) => Promise<Record<string, unknown>> {
  const verify = createTokenVerifier(pool.issuer, pool.jwksUrl, ['RS256'], clock);
  return async (token, sourceIp) => {
    const claims = await verify(token);
    const use = claims['token_use'];
    const client = use === 'id' ? claims['aud'] : claims['client_id'];
    const username = use === 'id' ? claims['cognito:username'] : claims['username'];
    const known = (use === 'id' || use === 'access') && (pool.clientId === undefined || client === pool.clientId);
    if (!known) throw new Unauthorized('Valid authorization header not provided.');
    const { sub, iss: issuer, 'cognito:groups': groups } = claims;
    return { sub, issuer, username: username ?? null, claims, sourceIp, defaultAuthStrategy: pool.defaultAction ?? 'ALLOW', groups: Array.isArray(groups) ? groups : null };
  };
}
