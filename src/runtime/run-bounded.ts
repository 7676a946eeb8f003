/** Statements that one event has running at a time: each may take a connection of the cluster. */
const atOnce = 4;

/**
 * Runs `work` for each entry, a few at a time, and waits for all.
 *
 * @throws the failure of one
 */
export async function runBounded<T>(entries: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  const queue = entries.values();
  const runners = await Promise.allSettled(Array.from({ length: atOnce }, async () => {
    for (const entry of queue) await work(entry);
  }));
  for (const runner of runners) if (runner.status === 'rejected') throw runner.reason;
}
