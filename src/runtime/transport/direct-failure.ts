import { DatabaseError } from 'pg';
import { DatabaseFailure } from '../errors.js';
import { sqlFailure } from './sql-failure.js';

/** What came of a statement that `pg` rejected; an error that is not the server's leaves open whether it ran. */
export function statementFailure(thrown: unknown): DatabaseFailure {
  if (thrown instanceof DatabaseFailure) return thrown;
  if (thrown instanceof DatabaseError && thrown.code !== undefined) return sqlFailure(thrown.message, thrown.code, thrown.code.startsWith('23') ? (thrown.constraint ?? null) : null);
  return new DatabaseFailure('unknown', textOf(thrown));
}

/**
 * What came of a connection that was not made. Nothing has run, so that all may be tried again but what the server
 * refuses for good: the login (class 28), the database, and the right to connect to it.
 */
export function connectFailure(thrown: unknown): DatabaseFailure {
  if (thrown instanceof DatabaseFailure) return thrown;
  const sqlstate = thrown instanceof DatabaseError ? (thrown.code ?? null) : null;
  const kind = sqlstate !== null && /^(?:28|3D000|42501)/.test(sqlstate) ? 'sql' : 'unavailable';
  return new DatabaseFailure(kind, textOf(thrown), sqlstate);
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
