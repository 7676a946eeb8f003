import type { Call } from '../call.js';
import { CallError, DatabaseFailure } from '../errors.js';

/** Runs one thing after the other: the Data API refuses a second statement on a transaction that is still busy. */
export interface TransactionQueue {
  /** Runs `work` after all that was added before, unless something failed by then. */
  add<T>(work: () => Promise<T>): Promise<T>;
  /** Nothing that is added from here on runs: what was done in part must not be committed. */
  spoil(failure: unknown): void;
  /** Takes nothing more, waits for what was added, and gives the first failure. */
  close(): Promise<Error | null>;
}

/**
 * Runs `work` with a call whose statements wait for each other, and those that `work` did not wait for.
 *
 * @throws what `work` throws, or the failure of a statement of which `work` made nothing
 */
export async function inTurn<T>(call: Call, work: (call: Call) => Promise<T>): Promise<T> {
  const queue = createTransactionQueue();
  const [done] = await Promise.allSettled([work({ ...call, spoil: queue.spoil, transport: { ...call.transport, execute: (request) => queue.add(() => call.transport.execute(request)) } })]);
  const broken = await queue.close();
  if (done.status === 'rejected') throw isSerialization(broken) ? broken : done.reason;
  // PostgreSQL answers COMMIT of a transaction that failed with a rollback, and calls it a success.
  if (broken !== null) throw broken;
  return done.value;
}

/** Counts before whatever `work` made of it: the next attempt may not meet it. */
function isSerialization(failure: unknown): boolean {
  return (failure instanceof DatabaseFailure || failure instanceof CallError) && ['40001', '40P01'].includes(failure.sqlstate ?? '');
}

export function createTransactionQueue(): TransactionQueue {
  let last: Promise<unknown> = Promise.resolve();
  let failure: Error | null = null;
  let closed = false;
  const spoil = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new TypeError('a statement failed without an error', { cause: error });
  };
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    // What follows a failed statement would only hear that the transaction is aborted.
    if (failure !== null) throw failure;
    try {
      return await work();
    } catch (error) {
      spoil(error);
      throw error;
    }
  };
  return {
    spoil,
    add(work) {
      if (closed) return Promise.reject(new TypeError('the transaction is over'));
      const result = last.then(() => run(work));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await last;
      return failure;
    },
  };
}
