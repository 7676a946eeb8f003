import type { Caller } from '../types.js';

/** Who a caller is that is no member: the name of a secret, or that and what more is known. */
export type Override = string | {
  /**
   * Name below `<prefix>/overrides/`, without slashes; of an identity pool's caller below `<prefix>/identities/`, of one
   * found by address below `<prefix>/users/`.
   */
  readonly secret: string;
  readonly tenant?: string | null;
  readonly role?: string | null;
  readonly userId?: string | null;
};

/** Null for nobody. That it throws means that it cannot tell now. */
export type Lookup = (key: string) => Override | null | Promise<Override | null>;

/** Names of the claims, or of the keys of a Lambda authorizer's `resolverContext`. */
export interface ClaimNames {
  /** Holds `cognition.users.id`; `userid` where absent. Nothing that a user can write may stand in it. */
  readonly user?: string;
  /** `tenant` where absent. */
  readonly tenant?: string;
  /** `role` where absent. */
  readonly role?: string;
}

/** How callers are told apart, and by which secrets they log in. */
export interface CredentialOptions {
  /** Path that all secrets' names begin with, such as `shop/production`: no slash at its ends. */
  readonly prefix: string;
  /** The name of the secret that a member's calls are made with, instead of its own, which is `member.secret`: set by `roleLogins`. */
  readonly login?: (member: Caller) => string;
  /** Cognito user pools and OIDC. */
  readonly claims?: ClaimNames;
  /** The one use of Cognito's tokens that is accepted, by their `token_use`; absent: both, unseen. */
  readonly tokenUse?: 'id' | 'access';
  /**
   * Callers of Cognito and OIDC are found by their verified e-mail address, and by no other claim. Without `lookup` the
   * secret is `<prefix>/emails/<address>`, tenant and role come from the claims. An address goes in lower case; one
   * with characters that a secret's name cannot have (as in o'brien) is refused.
   */
  readonly email?: { readonly lookup?: Lookup };
  /** Lambda authorizers. */
  readonly resolverContext?: ClaimNames;
  /** IAM users, and sessions of roles, by their exact ARN. Asked first. */
  readonly roleOverrides?: Readonly<Record<string, Override>>;
  /** IAM roles, whatever their session's name, by `<account>/<role name>`. The role of an identity pool has no place here. */
  readonly assumedRoleOverrides?: Readonly<Record<string, Override>>;
  /** Authenticated callers of Cognito identity pools, by their `cognitoIdentityId`. */
  readonly identityPools?: { readonly lookup: Lookup };
  /** Callers with an API key, who are all the same one. Absent: they are refused. */
  readonly apiKey?: Override;
  /** Of the answers of both lookups, each: `size` callers (500 where absent) for `maxAge` milliseconds (60,000). */
  readonly cache?: { readonly size?: number; readonly maxAge?: number; /** Milliseconds since the epoch. */ readonly clock?: () => number };
}
