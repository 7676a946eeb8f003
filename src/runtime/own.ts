/** An object that is no list; a string's or a function's keys are nobody's arguments. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key's value where the object has it itself: `constructor` and `__proto__` are keys like any other. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The value at the end of a path; undefined where a key is absent or something on the way is no object. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? own(at, key) : undefined), value);
}

/** Adds to the list of a key, which is made with its first entry. */
export function addTo<Key, T>(lists: Map<Key, T[]>, key: Key, entry: T): void {
  lists.set(key, lists.get(key) ?? []).get(key)?.push(entry);
}
