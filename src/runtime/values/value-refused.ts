/** A value of the caller's that does not fit where it is sent. `message` is ours and names no value: a client may read it. */
export class ValueRefused extends Error {
  /** Keys and indexes that lead to the refused value within the one that was given. */
  readonly path: string[] = [];
}

/** @throws ValueRefused `must be <what>` */
export function mustBe(what: string): never {
  throw new ValueRefused(`must be ${what}`);
}

/** Runs `write` on what is at a key or index; its refusal says so. */
export function within<T>(key: string | number, write: () => T): T {
  try {
    return write();
  } catch (failure) {
    if (failure instanceof ValueRefused) failure.path.unshift(String(key));
    throw failure;
  }
}
