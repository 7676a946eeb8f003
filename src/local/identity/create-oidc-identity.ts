import type { OidcProvider } from './types.js';
import { Unauthorized } from './unauthorized.js';
import { createTokenVerifier, type Claims } from './create-token-verifier.js';

const algorithms = ['RS', 'PS', 'ES'].flatMap((family) => [256, 384, 512].map((bits) => `${family}${bits}`));

/**
 * AppSync's identity of an OpenID Connect caller. Stricter than AppSync in two things: HS256 to HS512 are refused, and the
 * issuer is compared even where this is the API's only mode.
 */
export function createOidcIdentity(provider: OidcProvider, clock: () => number): (token: string) => Promise<Record<string, unknown>> {
  const verify = createTokenVerifier(provider.issuer, provider.jwksUrl, algorithms, clock);
  const client = provider.clientId === undefined ? null : new RegExp(`^(?:${provider.clientId})$`);
  return async (token) => {
    const claims = await verify(token);
    if (client !== null && !clientsOf(claims).some((name) => client.test(name))) throw new Unauthorized();
    if (isOlder(claims['iat'], provider.iatTTL, clock()) || isOlder(claims['auth_time'], provider.authTTL, clock())) throw new Unauthorized('Token has expired.');
    return { sub: claims['sub'], issuer: claims['iss'], claims };
  };
}

const clientsOf = ({ aud, azp }: Claims): string[] => [aud, azp].flat().filter((name) => typeof name === 'string');

/** A limit on a claim that is not there is not met. */
const isOlder = (seconds: unknown, milliseconds: number | undefined, now: number): boolean => milliseconds !== undefined && !(typeof seconds === 'number' && now - seconds * 1000 <= milliseconds);
