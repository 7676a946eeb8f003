/**
 * One thing at a time for each key, in the order of asking: a transaction of the Data API refuses a second statement
 * while one runs, and a connection must not take one. What has no key waits for nothing; a key that nobody waits for is
 * forgotten.
 */
export function createTurns(): <T>(key: string | null, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string | null, work: () => Promise<T>): Promise<T> => {
    if (key === null) return work();
    const mine = last.get(key)?.then(work, work) ?? work();
    const done = (): void => {
      if (last.get(key) === mine) last.delete(key);
    };
    last.set(key, mine);
    mine.then(done, done);
    return mine;
  };
}
