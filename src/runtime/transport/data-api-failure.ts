import { DatabaseFailure } from '../errors.js';
import { readServerMessage } from '../failure/read-server-message.js';
import { failureKind, sqlFailure } from './sql-failure.js';

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Where the answer could not be read. */
  readonly $response?: { readonly statusCode?: number };
}

/**
 * What came of a call to the RDS Data API that its SDK rejected: modelled errors, unmodelled ones, answers that are not
 * JSON, and the network's. Told by name, status and SQLSTATE, never by the text, which can hold a caller's values; only
 * an answer above 1 MiB has nothing else. The text stays with statements that PostgreSQL refused, and with results that the
 * service cannot carry: there it names a type, and is what the report says.
 *
 * @param aborted the deadline passed: whatever was thrown came of that
 */
export function dataApiFailure(thrown: unknown, aborted: boolean): DatabaseFailure {
  if (thrown instanceof DatabaseFailure) return thrown;
  const error = Object(thrown) as Thrown;
  const text = String(error.message);
  // What was thrown is no `cause`: it holds the request, with its signature and all values.
  if (aborted) return new DatabaseFailure('timeout', text);
  const told = `${error.name} ${error.code} ${error.$metadata?.httpStatusCode ?? error.$response?.statusCode}`;
  const { sqlstate, constraint } = readServerMessage(text);
  const ofStatement = /^(DatabaseError|BadRequest|UnsupportedResult)/.test(told);
  if (ofStatement && sqlstate !== null) return sqlFailure(text, sqlstate, constraint);
  return new DatabaseFailure(ofStatement && /size limit|too large/i.test(text) ? 'too_large' : failureKind(told), told.startsWith('Unsupp') ? text : told);
}
