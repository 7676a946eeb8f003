import type { Cause } from './types.js';

/** What has come up since it was last asked. */
export interface CauseQueue {
  add(cause: Cause): void;
  /** Waits until something has come up and no more comes for a moment; null when it is over. */
  next(): Promise<ReadonlySet<Cause> | null>;
}

/** Milliseconds of quiet: editors write a file in several steps. */
const settleTime = 40;

export function createQueue(signal: AbortSignal): CauseQueue {
  let waiting = new Set<Cause>();
  let wake: () => void = () => undefined;
  let last = 0;
  signal.addEventListener('abort', () => wake());
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
  return {
    add: (cause) => {
      waiting.add(cause);
      last = performance.now();
      wake();
    },
    next: async () => {
      while (waiting.size === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      for (let left = settleTime; left > 0 && !signal.aborted; left = last + settleTime - performance.now()) await pause(left);
      if (signal.aborted) return null;
      const found = waiting;
      waiting = new Set();
      return found;
    },
  };
}
