import type { Backend } from './create-backend.js';
import type { Challenges } from './create-challenges.js';
import type { Sessions } from './create-sessions.js';
import type { Signer } from './create-signer.js';
import type { Triggers } from './create-triggers.js';
import type { PoolFolder } from './pool-folder.js';
import type { Members, TokenVersion } from './types.js';

/** What the operations of a pool work with. */
export interface Pool {
  readonly poolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly tokenVersion: TokenVersion;
  /** Every temporary password, or null: random ones. */
  readonly code: string | null;
  readonly clock: () => number;
  readonly backend: Backend;
  readonly folder: PoolFolder;
  readonly triggers: Triggers;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  readonly signer: Signer;
}

/** An operation of Cognito's API. @throws CognitoRefusal */
export type Operation = (pool: Pool, request: Members) => Promise<object>;
