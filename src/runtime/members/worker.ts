import { reasonOf } from '../errors.js';
import { guarded } from '../guarded.js';
import { errorName } from '../secrets/secrets-service.js';
import type { Secrets } from '../secrets/create-secrets.js';
import { writeLine } from '../write-line.js';
import type { MemberLine, MemberWorkerOptions } from './types.js';
import type { UserPool } from './user-pool.js';
import type { WorkerDatabase } from './worker-database.js';

/** One run of the worker. */
export interface Worker {
  readonly options: MemberWorkerOptions;
  readonly database: WorkerDatabase;
  readonly secrets: Secrets;
  readonly pool: UserPool;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** Why an act failed, in a word that holds nothing of anybody's: an SQLSTATE, a kind of failure, an error's name. */
export function codeOf(failure: unknown): string {
  return failure instanceof ActFailed ? failure.code : reasonOf(failure) || errorName(failure);
}

/** An act that failed has been reported; this says so to Lambda, which tries again. */
export class ActFailed extends Error {
  override readonly name = 'ActFailed';
  constructor(readonly code: string) {
    super(code);
  }
}

/**
 * Runs one act and writes its line; what fails is reported.
 *
 * @returns the code: `ok`, what `work` resolves with, or what it failed with
 */
export async function act({ options, requestId }: Worker, name: MemberLine['act'], target: string, work: () => Promise<string | void>): Promise<string> {
  const start = performance.now();
  let code = 'ok';
  try {
    code = (await work()) ?? 'ok';
  } catch (failure) {
    code = codeOf(failure);
    guarded(() => options.report?.(failure, requestId));
  }
  guarded(() => (options.log ?? writeLine)({ act: name, target, code, ms: Math.round((performance.now() - start) * 10) / 10, requestId }));
  return code;
}
