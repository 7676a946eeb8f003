/** Statements that one event has running at a time: each may take a connection of the cluster. */
const atOnce = 4;

/**
 * Runs `work` for each entry, a few at a time.
 *
 * @returns what each gave, in the order of the entries
 * @throws the first failure, after which no more are begun
 */
export async function runBounded<In, Out>(entries: readonly In[], work: (entry: In) => Promise<Out>): Promise<readonly Out[]> {
  const results: Out[] = [];
  const queue = entries.entries();
  const runner = async (): Promise<void> => {
    for (const [index, entry] of queue) results[index] = await work(entry);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, entries.length) }, runner));
  return results;
}
