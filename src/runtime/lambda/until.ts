import { DatabaseFailure } from '../errors.js';
import { within } from '../within.js';

/**
 * The outcome of the user's own code, which nothing else would end: what never settles would hold its transaction's locks
 * for minutes, and take the function to its end.
 *
 * @param end milliseconds since the epoch
 * @throws what `work` throws; DatabaseFailure timeout at the end
 */
export function until<T>(end: number, work: () => T | Promise<T>): Promise<T> {
  const left = Math.min(Math.max(0, end - Date.now()), 2 ** 31 - 1);
  return within(left, (async () => work())(), () => {
    throw new DatabaseFailure('timeout', 'it has not settled');
  });
}
