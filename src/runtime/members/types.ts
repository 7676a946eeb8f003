import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Transport } from '../types.js';

/** Somebody who is invited, as the row says now. */
export interface Invitation {
  /** `cognition.users.id`. */
  readonly userid: string;
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  /** Name and displayed name of the tenant; null for an application admin. */
  readonly tenant: string | null;
  readonly displayname: string | null;
  readonly role: string;
  /** ISO 8601; null where the membership does not end. */
  readonly expires_at: string | null;
}

/** One line of the log for each act: neither passwords nor verifiers nor e-mail addresses. */
export interface MemberLine {
  readonly act: 'activate' | 'invited' | 'sign_out' | 'end_subscriptions' | 'forget_secret' | 'make_login' | 'expire';
  /** A member's id, a person's `sub`, or a secret's name below the prefix; how many, of `expire`. */
  readonly target: string;
  /** `ok`, or why not: an SQLSTATE, a kind of failure, an error's name. */
  readonly code: string;
  readonly ms: number;
  readonly requestId: string;
}

export interface MemberWorkerOptions {
  readonly transport: Transport;
  /** What stands before the names of all secrets, without the slash: `shop/production`. */
  readonly prefix: string;
  /** Name of the secret with the login `cognition_worker`; absent: `<prefix>/services/worker`. */
  readonly secret?: string;
  /** A client of one's own; absent: one as the SDK finds region and credentials. */
  readonly secrets?: SecretsManagerClient;
  readonly userPool: { readonly userPoolId: string; readonly client?: CognitoIdentityProviderClient };
  /** Tells somebody that they are invited; what it throws is tried again later. It may be called twice for one invitation. */
  readonly invite: (invitation: Invitation) => Promise<void>;
  /** Called with the `sub` of who was signed out, and the `userid` of a membership alone that ended or has another role: `endSubscriptions({ ... })`. What it throws is tried again later. */
  readonly signedOut?: (sub: string) => Promise<void>;
  /** One line of JSON on standard output unless set. */
  readonly log?: (line: MemberLine) => void;
  /** What an act failed with, as it was thrown: what `invite` throws may hold an address. Nothing unless set. */
  readonly report?: (fault: unknown, requestId: string) => void;
}

/** Of a person: memberships that are active now, and those that failed for good (taken back meanwhile). `refused` says why nothing was tried. */
export interface Activated {
  readonly activated: number;
  readonly failed: number;
  readonly refused: 'unknown' | 'disabled' | 'unconfirmed' | 'unverified' | null;
}

export interface Drained {
  /** Events that are done, those that come again, and memberships whose time was up. */
  readonly events: number;
  readonly failed: number;
  readonly expired: number;
}
