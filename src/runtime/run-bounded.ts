/** Statements that one event has running at a time: each may take a connection of the cluster. */
const atOnce = 4;

/**
 * Runs `work` for each entry, a few at a time, and waits for all that were begun.
 *
 * @throws the first failure, after which none is begun
 */
export async function runBounded<T>(entries: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  const queue = entries.values();
  const failures: unknown[] = [];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const entry of queue) await work(entry).catch((failure: unknown) => failures.push(failure, ...queue));
  }));
  if (failures.length > 0) throw failures[0];
}
