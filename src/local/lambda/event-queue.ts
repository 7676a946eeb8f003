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
  const closing = new AbortController();

  const run = async (attempt: () => Promise<boolean>): Promise<void> => {
    for (const wait of [0, ...waits]) {
      await pause(wait, closing.signal);
      if (closing.signal.aborted || (await attempt())) return;
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
    close: () => closing.abort(),
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
