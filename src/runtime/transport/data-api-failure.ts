import { DatabaseFailure, type FailureKind } from '../errors.js';
import { readServerMessage } from '../failure/read-server-message.js';
import { sqlFailure } from './sql-failure.js';

/** By the error's name. What is not here is told by its status. */
const kinds: Readonly<Record<string, FailureKind>> = {
  DatabaseResumingException: 'resuming',
  StatementTimeoutException: 'timeout',
  TransactionNotFoundException: 'transaction_gone',
  InvalidSecretException: 'refused',
  SecretsErrorException: 'refused',
  HttpEndpointNotEnabledException: 'refused',
  NotFoundException: 'refused',
  CredentialsProviderError: 'refused',
  DatabaseNotFoundException: 'unavailable',
  InvalidResourceStateException: 'unavailable',
  ThrottlingException: 'unavailable',
  TooManyRequestsException: 'unavailable',
  // No request went out: the host has no address, or nobody listens there.
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  ECONNREFUSED: 'unavailable',
};

/**
 * What came of a call to the RDS Data API that its SDK rejected: modelled errors, unmodelled ones, answers that are not
 * JSON, and the network's. Told by name, status and SQLSTATE, never by the text, which can hold a caller's values; only
 * an answer above 1 MiB has nothing else.
 *
 * @param aborted the deadline passed: whatever was thrown came of that
 */
export function dataApiFailure(thrown: unknown, aborted: boolean): DatabaseFailure {
  if (thrown instanceof DatabaseFailure) return thrown;
  const { name, message, code, status } = read(thrown);
  // What was thrown is no `cause`: it holds the request, with its signature and all values.
  const failed = (kind: FailureKind): DatabaseFailure => new DatabaseFailure(kind, `${name}: ${message}`);
  if (aborted) return failed('timeout');
  const { sqlstate, constraint } = readServerMessage(message);
  const ofSql = name === 'DatabaseErrorException' || name === 'BadRequestException';
  if (ofSql && sqlstate !== null) return sqlFailure(message, sqlstate, constraint);
  if (ofSql || name === 'UnsupportedResultException') {
    // `Database returned SQL Exception`: the connection broke, or the service's driver could not read the result.
    const otherwise = name === 'DatabaseErrorException' ? 'unknown' : 'internal';
    return failed(/size limit|too large/i.test(message) ? 'too_large' : otherwise);
  }
  return failed(own(kinds, name) ?? own(kinds, code) ?? ofStatus(status));
}

/** No status: the connection broke, or what came was no answer. With 200 the statement ran and its result is lost. */
function ofStatus(status: number): FailureKind {
  if (status === 401 || status === 403) return 'refused';
  if (status === 413) return 'too_large';
  if (status === 429) return 'unavailable';
  return status >= 400 && status < 500 ? 'internal' : 'unknown';
}

function own(from: Readonly<Record<string, FailureKind>>, key: string): FailureKind | undefined {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Where the answer could not be read. */
  readonly $response?: { readonly statusCode?: number };
}

function read(thrown: unknown): { name: string; message: string; code: string; status: number } {
  const { name, message, code, $metadata, $response }: Thrown = thrown instanceof Error ? thrown : {};
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
  return { name: String(name), message: String(message ?? ''), code: String(code), status };
}
