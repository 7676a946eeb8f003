/** @see CredentialOptions.cache */
export interface CacheOptions {
  readonly size?: number;
  readonly maxAge?: number;
  readonly clock?: () => number;
}

/**
 * A lookup that remembers what was found, the most recently asked for `size` keys of it, each for `maxAge`
 * milliseconds from when it was asked; questions at the same time are one. Failures and `null` are not remembered.
 */
export function cachedLookup<T extends object>(
  lookup: (key: string) => Promise<T | null>,
  { size = 500, maxAge = 60_000, clock = Date.now }: CacheOptions = {},
): (key: string) => Promise<T | null> {
  // In the order of the last question: the first key is the one to give up.
  const kept = new Map<string, { readonly answer: Promise<T | null>; readonly since: number }>();
  return (key) => {
    const known = kept.get(key);
    kept.delete(key);
    const entry = known !== undefined && isYoung(known.since, clock(), maxAge) ? known : { answer: lookup(key), since: clock() };
    kept.set(key, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= size) break;
      kept.delete(oldest);
    }
    if (entry === known) return entry.answer;
    const forget = (): void => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    entry.answer.then((found) => found ?? forget(), forget);
    return entry.answer;
  };
}

/** A clock that was set back says nothing about an age. */
function isYoung(since: number, now: number, maxAge: number): boolean {
  return now >= since && now - since < maxAge;
}
