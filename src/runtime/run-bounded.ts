/** Statements that one event has running at a time: each may take a connection of the cluster. */
const atOnce = 4;

/**
 * Runs `work` for each entry, a few at a time.
 *
 * @throws the first failure
 */
export async function runBounded<T>(entries: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  const queue = entries.values();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const entry of queue) await work(entry);
  }));
}
