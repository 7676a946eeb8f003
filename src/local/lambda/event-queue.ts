/** Work that nobody waits for: it is tried again when it fails, and then given up. */
export interface EventQueue {
  /** @param attempt says whether it went well; must not reject */
  add(attempt: () => Promise<boolean>): void;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
  /** Nothing is tried again. */
  close(): void;
}

/** @param waits milliseconds before each further try */
export function createEventQueue(waits: readonly number[]): EventQueue {
  const running = new Set<Promise<void>>();
  const pauses = new Set<() => void>();
  let closed = false;

  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      pauses.delete(end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    pauses.add(end);
  });
  const run = async (attempt: () => Promise<boolean>): Promise<void> => {
    for (const wait of [0, ...waits]) {
      await pause(wait);
      if (closed || (await attempt())) return;
    }
  };
  return {
    add(attempt) {
      const work: Promise<void> = run(attempt).finally(() => running.delete(work));
      running.add(work);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    close() {
      closed = true;
      for (const end of pauses) end();
    },
  };
}
