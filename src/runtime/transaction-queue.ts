/** Runs one thing after the other: the Data API refuses a second statement on a transaction that is still busy. */
export interface TransactionQueue {
  /** Runs `work` after all that was added before, unless something failed by then. */
  add<T>(work: () => Promise<T>): Promise<T>;
  /** Takes nothing more, waits for what was added, and gives the first failure. */
  close(): Promise<Error | null>;
}

export function createTransactionQueue(): TransactionQueue {
  let last: Promise<unknown> = Promise.resolve();
  let failure: Error | null = null;
  let closed = false;
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    // What follows a failed statement would only hear that the transaction is aborted.
    if (failure !== null) throw failure;
    try {
      return await work();
    } catch (error) {
      failure ??= error instanceof Error ? error : new TypeError('a statement failed without an error', { cause: error });
      throw error;
    }
  };
  return {
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
