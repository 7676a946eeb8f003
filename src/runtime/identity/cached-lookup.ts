/** @see CredentialOptions.cache */
export interface CacheOptions {
  readonly size?: number;
  readonly maxAge?: number;
  readonly clock?: () => number;
}

/**
 * A lookup that remembers what was found, the most recently asked for `size` keys of it, each for `maxAge`
 * milliseconds from when it was asked; questions at the same time are one. Failures are not remembered.
 */
export function cachedLookup<T>(lookup: (key: string) => Promise<T>, { size = 500, maxAge = 60_000, clock = Date.now }: CacheOptions = {}): (key: string) => Promise<T> {
  // In the order of the last question: the first key is the one to give up.
  const kept = new Map<string, { readonly answer: Promise<T>; readonly since: number }>();
  return (key) => {
    const now = clock();
    const known = kept.get(key);
    // A clock that was set back says nothing about an age.
    const young = known !== undefined && now >= known.since && now < known.since + maxAge;
    const entry = young ? known : { answer: lookup(key), since: now };
    kept.delete(key);
    kept.set(key, entry);
    for (const oldest of kept.keys()) if (kept.size > size) kept.delete(oldest);
    entry.answer.catch(() => kept.get(key) === entry && kept.delete(key));
    return entry.answer;
  };
}
