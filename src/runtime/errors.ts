import { sentences } from './failure/sentences.js';
import type { ErrorCode } from './types.js';

/**
 * Ends a call with an answer that the client sees: `message` is ours or the user's, never the server's.
 * `code` is an {@link ErrorCode}, whose sentence is the message where none is given, or one of the user's own.
 */
export class CallError extends Error {
  declare readonly code: ErrorCode | (string & {});
  /** Argument or input field that it is about. */
  declare readonly field: string | null;
  declare readonly retryable: boolean;
  declare readonly sqlstate: string | null;
  constructor(code: ErrorCode | (string & {}), message: string = sentences[code as ErrorCode], field: string | null = null, retryable = false, sqlstate: string | null = null) {
    super(message);
    Object.assign(this, { name: 'CallError', code, field, retryable, sqlstate });
  }
}

/** What a transport can meet. `unknown`: it cannot be told whether the statement ran. */
export type FailureKind = 'sql' | 'resuming' | 'unavailable' | 'unknown' | 'timeout' | 'too_large' | 'refused' | 'transaction_gone' | 'internal';

/** What came of a statement that failed. `message` is the server's and stays in the Lambda: not even the log has it. */
export class DatabaseFailure extends Error {
  declare readonly kind: FailureKind;
  declare readonly sqlstate: string | null;
  /** Constraint that refused, of SQLSTATE class 23. */
  declare readonly constraint: string | null;
  constructor(kind: FailureKind, message: string, sqlstate: string | null = null, constraint: string | null = null) {
    super(message);
    Object.assign(this, { name: 'DatabaseFailure', kind, sqlstate, constraint });
  }
}

/** The SQLSTATE of a statement that PostgreSQL answered with an error, else the kind of failure; empty for any other error. */
export function reasonOf(failure: unknown): string {
  if (failure instanceof DatabaseFailure && failure.kind !== 'sql') return failure.kind;
  return ((failure instanceof DatabaseFailure || failure instanceof CallError) && failure.sqlstate) || '';
}
