import { cognitoClaims, type TokenRequest } from '../../src/local/cognito/cognito-claims.js';
import { createSigner } from '../../src/local/cognito/create-signer.js';
import { startLoopback, type LoopbackAnswer } from '../../src/local/http/start-loopback.js';

export interface TokenIssuerOptions {
  readonly poolId?: string;
  readonly clientId?: string;
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

/** Stands in for a user pool's tokens: whatever a test wants them to say. */
export async function startTokenIssuer(options: TokenIssuerOptions = {}): Promise<TokenIssuer> {
  const { poolId = 'local_pool', clientId = 'localclient', clock = Date.now } = options;
  const signer = await createSigner(clock);
  const documents = new Map<string, object>();
  const server = await startLoopback(({ method, url }) => Promise.resolve(answer(method === 'GET' ? documents.get(url) : undefined)));
  const issuer = `${server.url}/${poolId}`;
  const jwksUrl = `${issuer}/.well-known/jwks.json`;
  documents.set(`/${poolId}/.well-known/jwks.json`, { keys: [signer.jwk] });
  documents.set(`/${poolId}/.well-known/openid-configuration`, {
    issuer, jwks_uri: jwksUrl, id_token_signing_alg_values_supported: ['RS256'], subject_types_supported: ['public'], response_types_supported: ['code', 'token'],
  });
  return {
    issuer,
    jwksUrl,
    clientId,
    issue: (request) => signer.sign(cognitoClaims(request, { issuer, clientId }, Math.floor(clock() / 1000))),
    close: () => server.close(),
  };
}

function answer(document: object | undefined): LoopbackAnswer {
  const headers = { 'content-type': 'application/json' };
  return document === undefined ? { status: 404, headers, body: '{}' } : { status: 200, headers, body: JSON.stringify(document) };
}
