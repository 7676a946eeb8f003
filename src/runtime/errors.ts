import { sentences } from './failure/sentences.js';
import type { ErrorCode } from './types.js';

/**
 * Ends a call with an answer that the client sees: `message` is ours or the user's, never the server's.
 * `code` is an {@link ErrorCode}, whose sentence is the message where none is given, or one of the user's own.
 */
export class CallError extends Error {
  override readonly name = 'CallError';
  constructor(
    readonly code: ErrorCode | (string & {}),
    message: string = sentences[code as ErrorCode],
    /** Argument or input field that it is about. */
    readonly field: string | null = null,
    readonly retryable = false,
    readonly sqlstate: string | null = null,
  ) {
    super(message);
  }
}

/** What a transport can meet. `unknown`: it cannot be told whether the statement ran. */
export type FailureKind = 'sql' | 'resuming' | 'unavailable' | 'unknown' | 'timeout' | 'too_large' | 'refused' | 'transaction_gone' | 'internal';

/** What came of a statement that failed. `message` is the server's and stays in the Lambda: not even the log has it. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure';
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly sqlstate: string | null = null,
    /** Constraint that refused, of SQLSTATE class 23. */
    readonly constraint: string | null = null,
  ) {
    super(message);
  }
}

/** The SQLSTATE of a statement that PostgreSQL answered with an error, else the kind of failure; empty for any other error. */
export function reasonOf(failure: unknown): string {
  if (failure instanceof DatabaseFailure && failure.kind !== 'sql') return failure.kind;
  return ((failure instanceof DatabaseFailure || failure instanceof CallError) && failure.sqlstate) || '';
}
