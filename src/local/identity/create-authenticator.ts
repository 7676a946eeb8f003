import { createHash, timingSafeEqual } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { createAuthorizerCall } from './create-authorizer-call.js';
import { iamIdentity } from './iam-identity.js';
import { createOidcIdentity } from './create-oidc-identity.js';
import type { AuthenticatorOptions, AuthRequest, Refused, Verified } from './types.js';
import { Unauthorized } from './unauthorized.js';
import { createUserPoolIdentity } from './create-user-pool-identity.js';

type Bearer = (token: string, sourceIp: readonly string[]) => Promise<Verified>;

/**
 * Finds out who sent a request, as AppSync does for an API with several modes: a signature is IAM's, a token belongs to the
 * pool or provider whose issuer it names, any other to the Lambda authorizer; only without an Authorization header an API key
 * counts. A mode that is not configured lets nobody in. Never rejects.
 *
 * @throws TypeError, SyntaxError for a URL or regular expression in the options that is none
 */
export function createAuthenticator(options: AuthenticatorOptions): (request: AuthRequest) => Promise<Verified | Refused> {
  const clock = options.clock ?? Date.now;
  const issuers = issuersOf(options, clock);
  const authorize = options.lambda === undefined ? null : createAuthorizerCall(options.lambda, options, clock);

  const verify = async (request: AuthRequest): Promise<Verified> => {
    const authorization = request.headers['authorization'];
    if (authorization === undefined) return { mode: 'api_key', identity: withApiKey(request, options, clock()) };
    if (authorization.startsWith('AWS4-')) {
      if (options.iam === undefined) throw new Unauthorized();
      return { mode: 'iam', identity: await iamIdentity(request, options.iam, clock()) };
    }
    const token = authorization.replace(/^Bearer +/i, '');
    const bearer = issuers.get(issuerOf(token) ?? '');
    if (bearer !== undefined) return bearer(token, request.sourceIp ?? ['127.0.0.1']);
    if (authorize === null) throw new Unauthorized(issuers.size > 0 ? 'Valid authorization header not provided.' : undefined);
    return { mode: 'lambda', ...(await authorize(request)) };
  };
  return async (request) => {
    try {
      return await verify(request);
    } catch (failure) {
      return { error: 'UnauthorizedException', message: (failure instanceof Unauthorized ? failure : new Unauthorized()).message, status: 401 };
    }
  };
}

function issuersOf(options: AuthenticatorOptions, clock: () => number): ReadonlyMap<string, Bearer> {
  const issuers = new Map<string, Bearer>();
  for (const provider of options.oidc ?? []) {
    const identify = createOidcIdentity(provider, clock);
    issuers.set(provider.issuer, async (token) => ({ mode: 'oidc', identity: await identify(token) }));
  }
  for (const pool of options.userPools ?? []) {
    const identify = createUserPoolIdentity(pool, clock);
    issuers.set(pool.issuer, async (token, sourceIp) => ({ mode: 'cognito_user_pools', identity: await identify(token, sourceIp) }));
  }
  return issuers;
}

/** The issuer that a token names, not verified: it decides only who verifies. With a prefix a token is the Lambda authorizer's. */
function issuerOf(token: string): string | null {
  try {
    decodeProtectedHeader(token);
    return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token) ? (decodeJwt(token).iss ?? null) : null;
  } catch {
    return null;
  }
}

/** Null, the identity of an API key. @throws Unauthorized */
function withApiKey(request: AuthRequest, options: AuthenticatorOptions, now: number): null {
  const key = request.headers['x-api-key'];
  if (key === undefined && options.defaultMode !== 'api_key') throw new Unauthorized('Valid authorization header not provided.');
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  const found = Object.entries(options.apiKeys ?? {}).find(([known]) => timingSafeEqual(hash(known), hash(key ?? '')));
  if (key === undefined || found === undefined || found[1].expires <= now) throw new Unauthorized();
  return null;
}
