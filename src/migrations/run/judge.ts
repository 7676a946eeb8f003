import { sqlFailure } from '../../postgres/failure.js';
import { Busy } from './busy.js';
import { Lost } from './lost.js';

/** Lock not available, deadlock, serialization: others were there first. */
const inTheWay = new Set(['55P03', '40P01', '40001']);

/** What the Data API says when it, or the way there, failed: the transaction is rolled back, or its commit is found done. */
const serviceGone: ReadonlySet<string> = new Set(['InternalServerErrorException', 'ServiceUnavailableError', 'DatabaseUnavailableException', 'TransactionNotFoundException', 'TimeoutError']);

/**
 * Why something failed: somebody was in the way, the connection broke (class 08 and 57, save a statement that took too
 * long or was cancelled), or it is wrong.
 */
export function judge(error: unknown): 'in the way' | 'broken' | 'wrong' {
  if (error instanceof Busy) return 'in the way';
  if (error instanceof Lost || (error instanceof Error && serviceGone.has(error.name))) return 'broken';
  const failure = sqlFailure(error);
  if (failure !== null) {
    if (inTheWay.has(failure.sqlState)) return 'in the way';
    return /^(?:08|57P)/u.test(failure.sqlState) || failure.sqlState === '53300' ? 'broken' : 'wrong';
  }
  const { code = '', message = '' } = error instanceof Error ? (error as Error & { readonly code?: unknown }) : {};
  const broken = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOENT'].includes(String(code)) || /Connection terminated|not queryable|Client was closed/u.test(message);
  return broken ? 'broken' : 'wrong';
}

/** Milliseconds until the next try: twice as long each time, up to 64 pauses, and by chance up to half as long again. */
export function backoff(pause: number, tries: number): number {
  return pause * 2 ** Math.min(tries, 6) * (1 + Math.random() / 2);
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
