import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Transport } from '../types.js';

export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** One line of the log for each step: no password, no verifier. */
export interface RotationLine {
  readonly step: RotationStep;
  /** Name of the secret below the prefix. */
  readonly secret: string;
  /** `ok`, `current` where there was nothing left to do, or why not: an SQLSTATE, a kind of failure, an error's name. */
  readonly code: string;
  readonly ms: number;
  readonly requestId: string;
}

export interface RotationOptions {
  readonly transport: Transport;
  /** What stands before the names of all secrets, without the slash: `shop/production`. */
  readonly prefix: string;
  /** Name of the secret with the login `cognition_rotation`; absent: `<prefix>/services/rotation`. */
  readonly secret?: string;
  /** A client of one's own; absent: one as the SDK finds region and credentials. */
  readonly secrets?: SecretsManagerClient;
  /** One line of JSON on standard output unless set. */
  readonly log?: (line: RotationLine) => void;
}

/** A rotation that is not to be, and why. `message` holds names, never a value. */
export class RotationRefused extends Error {
  override readonly name = 'RotationRefused';
}
