import { DatabaseFailure, type FailureKind } from '../errors.js';

/**
 * A statement that PostgreSQL answered with an error: `sql`, except where the statement ran too long, or where the
 * session ended under it, so that nobody knows what became of it.
 *
 * @param constraint only kept for SQLSTATE class 23, where it is the one that refused
 */
export function sqlFailure(message: string, sqlstate: string, constraint: string | null): DatabaseFailure {
  return new DatabaseFailure(kindOf(sqlstate), message, sqlstate, sqlstate.startsWith('23') ? constraint : null);
}

function kindOf(sqlstate: string): FailureKind {
  if (sqlstate === '57014') return 'timeout';
  // A statement failed in it before, or it was idle for too long.
  if (sqlstate === '25P02' || sqlstate === '25P03') return 'transaction_gone';
  return /^(?:08(?!P01)|57P0[1245])/.test(sqlstate) ? 'unknown' : 'sql';
}
