import { DatabaseFailure, type FailureKind } from '../errors.js';
import { readServerMessage } from '../failure/read-server-message.js';
import { sqlFailure } from './sql-failure.js';

/**
 * By an error's name, its code and the answer's status, as in `ThrottlingException undefined 429`; the first counts. No
 * status: the connection broke, or what came was no answer. With 200 the statement ran and its result is lost.
 */
const kinds: readonly (readonly [RegExp, FailureKind])[] = [
  [/^DatabaseResuming/, 'resuming'],
  [/^StatementTimeout/, 'timeout'],
  [/^TransactionNotFound/, 'transaction_gone'],
  // `Database returned SQL Exception`: the connection broke.
  [/^DatabaseError/, 'unknown'],
  [/^(?:InvalidSecret|SecretsError|HttpEndpointNotEnabled|NotFound|CredentialsProvider)|40[13]$/, 'refused'],
  // A host without an address, or where nobody listens: no request went out.
  [/^(?:DatabaseNotFound|InvalidResourceState|Throttling|TooManyRequests)|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|429$/, 'unavailable'],
  [/413$/, 'too_large'],
  [/4\d\d$/, 'internal'],
];

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Where the answer could not be read. */
  readonly $response?: { readonly statusCode?: number };
}

/**
 * What came of a call to the RDS Data API that its SDK rejected: modelled errors, unmodelled ones, answers that are not
 * JSON, and the network's. Told by name, status and SQLSTATE, never by the text, which can hold a caller's values; only
 * an answer above 1 MiB has nothing else.
 *
 * @param aborted the deadline passed: whatever was thrown came of that
 */
export function dataApiFailure(thrown: unknown, aborted: boolean): DatabaseFailure {
  if (thrown instanceof DatabaseFailure) return thrown;
  const { name, message, code, $metadata, $response }: Thrown = thrown instanceof Error ? thrown : {};
  const text = String(message);
  const told = `${String(name)} ${String(code)} ${$metadata?.httpStatusCode ?? $response?.statusCode}`;
  const { sqlstate, constraint } = readServerMessage(text);
  const ofStatement = /^(?:DatabaseError|BadRequest|UnsupportedResult)/.test(told);
  if (ofStatement && sqlstate !== null && !aborted) return sqlFailure(text, sqlstate, constraint);
  const large = ofStatement && /size limit|too large/i.test(text);
  const kind = aborted ? 'timeout' : large ? 'too_large' : kinds.find(([form]) => form.test(told))?.[1];
  // What was thrown is no `cause`: it holds the request, with its signature and all values.
  return new DatabaseFailure(kind ?? 'unknown', text);
}
