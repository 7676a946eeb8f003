import { DatabaseFailure, type FailureKind } from '../errors.js';

/**
 * By SQLSTATE, or by what the RDS Data API's SDK rejects with: an error's name and code, and the answer's status, as in
 * `ThrottlingException undefined 429`. The first counts. Without a status the connection broke, or what came was no
 * answer; with 200 the statement ran and its result is lost: `unknown`, as everything else.
 */
const kinds: readonly (readonly [RegExp, FailureKind])[] = [
  [/^DatabaseResuming/, 'resuming'],
  [/^(57014$|StatementTimeout)/, 'timeout'],
  // A statement failed in it before, or it was idle for too long.
  [/^(25P0[23]|TransactionNotFound)/, 'transaction_gone'],
  // The session ended under the statement; for `Database returned SQL Exception` too.
  [/^(08(?!P01)|57P0[1245]|DatabaseError)/, 'unknown'],
  [/^\w{5}$/, 'sql'],
  [/^(InvalidSecret|SecretsError|HttpEndpointNotEnabled|NotFound|CredentialsProvider)| 40[13]$/, 'refused'],
  // A host without an address, or where nobody listens: no request went out.
  [/^(DatabaseNotFound|InvalidResourceState|Throttling|TooManyRequests)|ENOTFOUND|EAI_AGAIN|ECONNREFUSED| 429$/, 'unavailable'],
  [/ 413$/, 'too_large'],
  [/ 4\d\d$/, 'internal'],
];

/** What came of a statement, told by its SQLSTATE or by the SDK's error. */
export function failureKind(told: string): FailureKind {
  return kinds.find(([form]) => form.test(told))?.[1] ?? 'unknown';
}

/** A statement that PostgreSQL answered with an error. */
export function sqlFailure(message: string, sqlstate: string, constraint: string | null): DatabaseFailure {
  return new DatabaseFailure(failureKind(sqlstate), message, sqlstate, constraint);
}
