import { randomUUID } from 'node:crypto';
import type { AuthenticatorOptions, AuthorizerEvent, AuthRequest, LambdaAuthorization } from './types.js';
import { Unauthorized } from './unauthorized.js';

export interface Authorization {
  readonly identity: { readonly resolverContext: Readonly<Record<string, unknown>> };
  /** `Type.field`. */
  readonly deniedFields: readonly string[];
}

const megabyte = 1024 * 1024;
const seconds = 1000;
const timeout = 10 * seconds;
/** More tokens than this are not remembered; the oldest goes. */
const remembered = 1000;

/**
 * Asks the authorizer, or remembers what it answered for the same token: like AppSync's, the cache knows the API and the
 * token only, not what was asked for with it.
 */
export function createAuthorizerCall(lambda: LambdaAuthorization, api: Pick<AuthenticatorOptions, 'apiId' | 'accountId'>, clock: () => number): (request: AuthRequest) => Promise<Authorization> {
  const cache = new Map<string, { readonly until: number; readonly authorization: Authorization | null }>();
  const expression = lambda.identityValidationExpression === undefined ? null : new RegExp(lambda.identityValidationExpression);
  return async (request) => {
    const token = request.headers['authorization'] ?? '';
    if (token === '' || expression?.test(token) === false) throw new Unauthorized();
    let known = cache.get(token);
    if (known === undefined || known.until <= clock()) {
      const answer = await withinTime(lambda.authorizer(eventOf(request, token, api)));
      known = { until: clock() + ttlOf(answer, lambda.ttl ?? 0) * seconds, authorization: read(answer) };
      remember(cache, token, known);
    }
    if (known.authorization === null) throw new Unauthorized();
    return known.authorization;
  };
}

function remember<V>(cache: Map<string, V>, token: string, value: V): void {
  cache.delete(token);
  cache.set(token, value);
  const [oldest] = cache.keys();
  if (cache.size > remembered && oldest !== undefined) cache.delete(oldest);
}

async function withinTime(answer: Promise<unknown>): Promise<Record<string, unknown>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeout);
  });
  // What the authorizer throws is not for the client.
  const value = await Promise.race([answer, late]).catch(() => null);
  clearTimeout(timer);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unauthorized();
  return { ...value };
}

/** Seconds; 0 for an answer that is too large to be kept. */
function ttlOf(answer: Record<string, unknown>, ttl: number): number {
  const override = answer['ttlOverride'];
  const wanted = typeof override === 'number' && Number.isFinite(override) ? override : ttl;
  return Buffer.byteLength(JSON.stringify(answer)) < megabyte ? Math.max(0, Math.min(wanted, 3600)) : 0;
}

/** Null where it does not authorize. @throws Unauthorized where the answer is not of the form that AppSync takes */
function read(answer: Record<string, unknown>): Authorization | null {
  const { isAuthorized, resolverContext: context = {}, deniedFields = [] } = answer;
  if (isAuthorized !== true) return null;
  if (typeof context !== 'object' || Array.isArray(context)) throw new Unauthorized();
  const entries = Object.entries(context ?? {});
  if (entries.some(([, value]) => typeof value === 'object' && value !== null) || Buffer.byteLength(JSON.stringify(context)) > 5 * megabyte) throw new Unauthorized();
  if (!Array.isArray(deniedFields)) throw new Unauthorized();
  return { identity: { resolverContext: Object.fromEntries(entries) }, deniedFields: deniedFields.map(fieldOf) };
}

/** `Type.field` of itself or of an ARN. What is neither could be a field that was meant to be denied. */
function fieldOf(denied: unknown): string {
  const short = String(denied).replace(/^arn:[^:]+:appsync:[^:]*:[^:]*:apis\/[^/]+\/types\/(\w+)\/fields\/(\w+)$/, '$1.$2');
  if (!/^\w+\.\w+$/.test(short)) throw new Unauthorized();
  return short;
}

function eventOf(request: AuthRequest, authorizationToken: string, api: Pick<AuthenticatorOptions, 'apiId' | 'accountId'>): AuthorizerEvent {
  const { query, operationName, variables } = graphqlOf(request.body);
  return {
    authorizationToken,
    requestContext: {
      apiId: api.apiId ?? 'local',
      accountId: api.accountId ?? '000000000000',
      requestId: randomUUID(),
      queryString: typeof query === 'string' ? query : '',
      operationName: typeof operationName === 'string' ? operationName : null,
      variables: typeof variables === 'object' && variables !== null ? { ...variables } : {},
    },
    requestHeaders: { ...request.headers },
  };
}

function graphqlOf(body: string | Uint8Array): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    // Whether it is GraphQL at all is decided later, for callers who are known.
    return {};
  }
}
