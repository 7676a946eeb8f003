import { CallError, DatabaseFailure, reasonOf } from '../errors.js';
import { own } from '../own.js';
import type { ErrorCode, Manifest } from '../types.js';
import { primaryText } from './read-server-message.js';

/** Kinds of failures, and SQLSTATEs, by their beginning; the first that fits counts. What is not here is `internal`. */
const codes: readonly (readonly [ErrorCode, RegExp])[] = [
  ['invalid_input', /^(?:22|23502|23514|54000)/],
  ['conflict', /^23/],
  // `refused`: by the service, the secret or its login. No such member, or one that is suspended.
  ['not_authorized', /^(?:28|42501|refused)/],
  ['not_found', /^P0002/],
  ['rejected', /^PGC/],
  ['timeout', /^(?:57014|timeout)/],
  ['too_large', /^too_large/],
  ['unavailable', /^(?:08(?!P01)|3D000|40001|40P01|53|55P03|57P0|resuming|unavailable|unknown|transaction_gone)/],
];

/** Nobody knows what became of it: a write may have been committed all the same. */
const uncertain = /^(?:unknown|timeout|08|57P0[1245])/;

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
  if (!(failure instanceof DatabaseFailure)) return new CallError('internal');
  const { sqlstate, constraint, message } = failure;
  const reason = reasonOf(failure);
  const code = codes.find(([, form]) => form.test(reason))?.[0] ?? 'internal';
  const listed = own(errors, (reason.startsWith('23') ? constraint : code === 'rejected' && reason) || '');
  if (listed !== undefined) return new CallError(listed.code, listed.message, listed.field, false, sqlstate);
  const again = (code === 'unavailable' || code === 'timeout') && reason !== '3D000' && (access === 'read' || !uncertain.test(reason));
  return new CallError(code, (code === 'rejected' && primaryText(message)) || undefined, null, again, sqlstate);
}
