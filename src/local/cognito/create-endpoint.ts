import { randomUUID } from 'node:crypto';
import type { LoopbackAnswer, LoopbackRequest } from '../http/start-loopback.js';
import { CognitoRefusal } from './cognito-refusal.js';
import { operations } from './operations.js';
import type { Pool } from './pool.js';
import { isRecord, optionalText } from './read-members.js';
import type { Members } from './types.js';

/** Signed for this service by somebody; every key is trusted. */
const signature = /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/[a-z0-9-]+\/cognito-idp\/aws4_request\b/;
/** Pages that the developer's own machine serves. */
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Cognito's endpoint (AWS JSON 1.1), and the documents by which its tokens are checked. */
export function createEndpoint(pool: Pool): (request: LoopbackRequest) => Promise<LoopbackAnswer> {
  return async (request) => {
    const answer = request.method === 'POST' ? await answerOperation(pool, request) : answerDocument(pool, request);
    return { ...answer, headers: { ...answer.headers, ...sharing(request) } };
  };
}

/** A page may sign people in; `*` does not stand for Authorization, so that no page administers the pool. */
function sharing({ headers: { origin = '' } }: LoopbackRequest): Record<string, string> {
  if (!localOrigin.test(origin)) return {};
  return { 'access-control-allow-origin': origin, vary: 'Origin', 'access-control-allow-headers': '*', 'access-control-allow-methods': 'GET, POST', 'access-control-expose-headers': 'x-amzn-errortype, x-amzn-requestid' };
}

function answerDocument({ poolId, issuer, signer }: Pool, { method, url }: LoopbackRequest): LoopbackAnswer {
  if (method === 'OPTIONS') return { status: 204, body: '' };
  const jwksUrl = `${issuer}/.well-known/jwks.json`;
  const documents = new Map<string, object>([
    [`/${poolId}/.well-known/jwks.json`, { keys: [signer.jwk] }],
    [`/${poolId}/.well-known/openid-configuration`, {
      issuer, jwks_uri: jwksUrl, id_token_signing_alg_values_supported: ['RS256'], subject_types_supported: ['public'], response_types_supported: ['code', 'token'],
    }],
  ]);
  const document = method === 'GET' ? documents.get(url) : undefined;
  return { status: document === undefined ? 404 : 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(document ?? {}) };
}

async function answerOperation(pool: Pool, request: LoopbackRequest): Promise<LoopbackAnswer> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  try {
    return { status: 200, headers, body: JSON.stringify(await run(pool, request)) };
  } catch (failure) {
    const { code, message, status } = failure instanceof CognitoRefusal ? failure : new CognitoRefusal('InternalErrorException', 'Something went wrong', 500);
    return { status, headers: { ...headers, 'x-amzn-errortype': code }, body: JSON.stringify({ __type: code, message }) };
  }
}

async function run(pool: Pool, request: LoopbackRequest): Promise<object> {
  const name = /^AWSCognitoIdentityProviderService\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '';
  const operation = operations.get(name);
  if (operation === undefined) throw new CognitoRefusal('UnknownOperationException', `${name === '' ? 'The operation' : name} is not known here.`);
  const { authorization } = request.headers;
  if (operation.signed && authorization === undefined) throw new CognitoRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (operation.signed && !signature.test(authorization ?? '')) throw new CognitoRefusal('IncompleteSignatureException', 'The Authorization header is not a signature for cognito-idp.');
  const members = parse(request.body.toString('utf8'));
  checkPool(pool, members);
  return operation.run(pool, members);
}

function parse(body: string): Members {
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (isRecord(parsed)) return parsed;
  } catch {
    // Said below.
  }
  throw new CognitoRefusal('SerializationException', 'The request body is not a JSON object.');
}

/** There is one pool, with one client. */
function checkPool({ poolId, clientId }: Pool, members: Members): void {
  const [pool, client] = [optionalText(members, 'UserPoolId'), optionalText(members, 'ClientId')];
  if (pool !== null && pool !== poolId) throw new CognitoRefusal('ResourceNotFoundException', `User pool ${pool} does not exist.`);
  if (client !== null && client !== clientId) throw new CognitoRefusal('ResourceNotFoundException', `User pool client ${client} does not exist.`);
}
