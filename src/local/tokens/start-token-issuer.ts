import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startLoopback, type LoopbackAnswer } from '../http/start-loopback.js';
import { cognitoClaims, type TokenRequest } from './cognito-claims.js';

export interface TokenIssuerOptions {
  readonly poolId?: string;
  readonly clientId?: string;
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

export interface TokenIssuer {
  /** `http://127.0.0.1:PORT/POOL`, the `iss` of its tokens. */
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly clientId: string;
  /** A signed token (RS256) as a user pool would issue it. */
  issue(request: TokenRequest): Promise<string>;
  close(): Promise<void>;
}

/**
 * Stands in for a user pool's tokens. The key is made at start and is nowhere but in memory: whoever trusts this issuer
 * trusts this process and nothing published.
 *
 * @throws the system's error if the port is taken
 */
export async function startTokenIssuer(options: TokenIssuerOptions = {}): Promise<TokenIssuer> {
  const { poolId = 'local_pool', clientId = 'localclient', clock = Date.now } = options;
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const kid = randomBytes(16).toString('base64url');
  const keys = [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }];
  const documents = new Map<string, object>();
  const server = await startLoopback(({ method, url }) => Promise.resolve(answer(method === 'GET' ? documents.get(url) : undefined)), options.port === undefined ? {} : { port: options.port });
  const issuer = `${server.url}/${poolId}`;
  const jwksUrl = `${issuer}/.well-known/jwks.json`;
  documents.set(`/${poolId}/.well-known/jwks.json`, { keys });
  documents.set(`/${poolId}/.well-known/openid-configuration`, {
    issuer, jwks_uri: jwksUrl, id_token_signing_alg_values_supported: ['RS256'], subject_types_supported: ['public'], response_types_supported: ['code', 'token'],
  });
  return {
    issuer,
    jwksUrl,
    clientId,
    issue: (request) => new SignJWT(cognitoClaims(request, { issuer, clientId }, Math.floor(clock() / 1000))).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey),
    close: () => server.close(),
  };
}

function answer(document: object | undefined): LoopbackAnswer {
  const headers = { 'content-type': 'application/json' };
  return document === undefined ? { status: 404, headers, body: '{}' } : { status: 200, headers, body: JSON.stringify(document) };
}
