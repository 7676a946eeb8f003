/**
 * One thing at a time for each key, in the order of asking: a transaction of the Data API refuses a second statement
 * while one runs, and a connection must not take one. A key that nobody waits for is forgotten.
 */
export function createTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = last.get(key);
    const mine = before === undefined ? work() : before.then(work, work);
    const done = (): void => {
      if (last.get(key) === mine) last.delete(key);
    };
    last.set(key, mine);
    mine.then(done, done);
    return mine;
  };
}
