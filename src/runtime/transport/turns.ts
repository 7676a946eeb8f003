/**
 * One thing at a time for each key, in the order of asking: a connection takes no second statement while one runs. A key
 * that nobody waits for is forgotten.
 */
export function createTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const mine = last.get(key)?.then(work, work) ?? work();
    const done = (): void => {
      if (last.get(key) === mine) last.delete(key);
    };
    last.set(key, mine);
    mine.then(done, done);
    return mine;
  };
}
