import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { Unauthorized } from './unauthorized.js';

export type Claims = Readonly<Record<string, unknown>>;
export type TokenVerifier = (token: string) => Promise<Claims>;

/**
 * Checks a token against an issuer's published keys: signature, `iss`, `exp` and `nbf`; `exp`, `iat` and `sub` must be there.
 * Keys, URLs and certificates that the token itself brings are ignored, and so is an algorithm that is not asymmetric.
 *
 * @param algorithms JWS algorithms, of key pairs only: with a shared key, the public one would do to forge
 * @param clock milliseconds since the epoch
 */
export function createTokenVerifier(issuer: string, jwksUrl: string, algorithms: readonly string[], clock: () => number): TokenVerifier {
  // An issuer that was started again has another key; unknown key ids cost it one request a second, no more.
  const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: 1000 });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, algorithms: [...algorithms], currentDate: new Date(clock()), requiredClaims: ['exp', 'iat', 'sub'] });
      return checkedSubject(payload);
    } catch (failure) {
      if (failure instanceof Unauthorized) throw failure;
      // No word on what was wrong: it would help to forge the next one. An issuer out of reach is no reason to let anybody in.
      throw new Unauthorized(failure instanceof errors.JWTExpired ? 'Token has expired.' : 'Valid authorization header not provided.');
    }
  };
}

function checkedSubject(payload: JWTPayload): Claims {
  if (typeof payload.sub !== 'string' || payload.sub === '') throw new Unauthorized('Valid authorization header not provided.');
  return payload;
}
