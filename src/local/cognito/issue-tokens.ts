import type { Session } from './create-sessions.js';
import { eventAttributes, orNull } from './create-triggers.js';
import type { Pool } from './pool.js';
import { readOverrides, type Overrides } from './read-overrides.js';
import { accessClaims, idClaims, ownScope } from './token-claims.js';
import type { Attributes, Members, TokenVersion, User } from './types.js';
import { groupsOf } from './users.js';

/** Why tokens are issued: the part of `triggerSource` behind `TokenGeneration_`. */
export type TokenReason = 'Authentication' | 'NewPasswordChallenge' | 'RefreshTokens';

export interface Issue {
  readonly user: User;
  readonly clientId: string;
  readonly reason: TokenReason;
  /** What the client sent along; the trigger gets it. */
  readonly metadata: Attributes;
  /** Asked for when the trigger has agreed: a sign-in that it refuses leaves no session. */
  readonly session: () => { readonly session: Session; readonly refreshToken?: string };
}

const versions: Readonly<Record<TokenVersion, string>> = { V1_0: '1', V2_0: '2', V3_0: '3' };

/**
 * Asks the PreTokenGeneration trigger and signs an ID token and an access token, for an hour.
 *
 * @returns an AuthenticationResult
 * @throws CognitoRefusal where the trigger refuses
 */
export async function issueTokens(pool: Pool, issue: Issue): Promise<Members> {
  const groups = await groupsOf(pool.backend.call, pool.poolId, issue.user.sub);
  const overrides = await askTrigger(pool, issue, groups);
  const { session, refreshToken } = issue.session();
  const source = { user: issue.user, session, issuer: pool.issuer, groups, overrides, now: Math.floor(pool.clock() / 1000) };
  const [IdToken, AccessToken] = await Promise.all([pool.signer.sign(idClaims(source)), pool.signer.sign(accessClaims(source))]);
  return { AccessToken, IdToken, ...(refreshToken !== undefined && { RefreshToken: refreshToken }), ExpiresIn: 3600, TokenType: 'Bearer' };
}

async function askTrigger({ triggers, tokenVersion }: Pool, { user, clientId, reason, metadata }: Issue, groups: readonly string[]): Promise<Overrides> {
  const first = tokenVersion === 'V1_0';
  const response = await triggers.run('PreTokenGeneration', {
    source: `TokenGeneration_${reason}`,
    userName: user.sub,
    clientId,
    version: versions[tokenVersion],
    request: {
      userAttributes: eventAttributes(user),
      groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: [], preferredRole: null },
      ...(first ? {} : { scopes: [ownScope] }),
      clientMetadata: orNull(metadata),
    },
    response: first ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  });
  return readOverrides(response, tokenVersion);
}
