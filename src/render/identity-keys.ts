import type { ResolverPlan } from '../resolvers/types.js';

/** What of AppSync's identity travels for callers of one mode. */
export interface IdentityShape {
  /** A key that only this mode's identity has (AppSync: "Identity"). */
  readonly mark: string;
  /** Object inside the identity that holds the keys, or null for the identity itself. */
  readonly path: string | null;
  /** Keys of the identity beside that object. */
  readonly above: readonly string[];
  readonly keys: readonly string[];
}

const iam: IdentityShape = {
  mark: 'userArn',
  path: null,
  above: [],
  keys: ['userArn', 'username', 'accountId', 'cognitoIdentityPoolId', 'cognitoIdentityId', 'cognitoIdentityAuthType', 'cognitoIdentityAuthProvider'],
};

/** The shapes that a resolver's callers can have. An API key brings none: its identity is null. */
export function identityKeys({ auth: modes, claims }: Pick<ResolverPlan, 'auth' | 'claims'>): readonly IdentityShape[] {
  const token: IdentityShape = { mark: 'claims', path: 'claims', above: ['sub'], keys: claims };
  const lambda: IdentityShape = { mark: 'resolverContext', path: 'resolverContext', above: [], keys: [...new Set(['sub', ...claims])] };
  const tokens = modes.includes('cognito_user_pools') || modes.includes('oidc');
  return [...(tokens ? [token] : []), ...(modes.includes('lambda') ? [lambda] : []), ...(modes.includes('iam') ? [iam] : [])];
}
