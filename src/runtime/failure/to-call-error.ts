import { CallError, DatabaseFailure } from '../errors.js';
import type { ErrorCode, Manifest } from '../types.js';
import { primaryText } from './read-server-message.js';
import { sentences } from './sentences.js';

/** SQLSTATEs by their beginning; the longest counts. What is not here is `internal`. */
const codes: Readonly<Record<string, ErrorCode>> = {
  '08': 'unavailable', '08P01': 'internal', '22': 'invalid_input', '23': 'conflict', '23502': 'invalid_input', '23514': 'invalid_input',
  '28': 'not_authorized', '3D000': 'unavailable', '40001': 'unavailable', '40P01': 'unavailable', '42501': 'not_authorized',
  '53': 'unavailable', '55P03': 'unavailable', '57014': 'timeout', '57P0': 'unavailable', P0002: 'not_found', PGC: 'rejected',
};

/** The connection broke: a write may have been committed all the same. */
const uncertain = /^(?:08|57P0[1245])/;

/**
 * What a client is told of a failure: a code, and a sentence of ours or of the spec's `errors:`. Of the server's text
 * nothing is passed on but the first line of a RAISE with an ERRCODE of class PGC.
 *
 * @param failure whatever was thrown; a CallError is the answer already
 * @param errors of the manifest, by constraint or SQLSTATE
 * @param access of the statement: a write of unknown outcome is no call to be repeated
 */
export function toCallError(failure: unknown, errors: Manifest['errors'], access: 'read' | 'write' = 'write'): CallError {
  if (failure instanceof CallError) return failure;
  if (!(failure instanceof DatabaseFailure)) return plain('internal', false, null);
  const { kind, sqlstate } = failure;
  if (kind === 'sql' && sqlstate !== null) return ofSqlstate(failure, sqlstate, errors, access);
  const reading = access === 'read';
  switch (kind) {
    case 'resuming': case 'unavailable': case 'transaction_gone': return plain('unavailable', true, sqlstate);
    case 'unknown': return plain('unavailable', reading, sqlstate);
    case 'timeout': return plain('timeout', reading, sqlstate);
    case 'too_large': return plain('too_large', false, sqlstate);
    // The service refuses the secret or its login: no such member, or one that is suspended.
    case 'refused': return plain('not_authorized', false, sqlstate);
    default: return plain('internal', false, sqlstate);
  }
}

function ofSqlstate(failure: DatabaseFailure, sqlstate: string, errors: Manifest['errors'], access: 'read' | 'write'): CallError {
  const key = sqlstate.startsWith('PGC') ? sqlstate : sqlstate.startsWith('23') ? failure.constraint : null;
  const listed = key !== null && Object.hasOwn(errors, key) ? errors[key] : undefined;
  if (listed !== undefined) return new CallError(listed.code, listed.message, listed.field, false, sqlstate);
  const code = codeOf(sqlstate);
  if (code === 'rejected') return new CallError(code, primaryText(failure.message) || sentences.rejected, null, false, sqlstate);
  const again = code === 'timeout' || (code === 'unavailable' && sqlstate !== '3D000');
  return plain(code, again && (access === 'read' || !uncertain.test(sqlstate)), sqlstate);
}

function codeOf(sqlstate: string): ErrorCode {
  for (let length = 5; length >= 2; length--) {
    const start = sqlstate.slice(0, length);
    if (Object.hasOwn(codes, start)) return codes[start] ?? 'internal';
  }
  return 'internal';
}

function plain(code: ErrorCode, retryable: boolean, sqlstate: string | null): CallError {
  return new CallError(code, sentences[code], null, retryable, sqlstate);
}
