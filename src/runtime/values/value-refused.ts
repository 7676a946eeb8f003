/** A value of the caller's that does not fit where it is sent. `reason` is ours and names no value: a client may read it. */
export class ValueRefused extends Error {
  override readonly name = 'ValueRefused';
  constructor(
    readonly reason: string,
    /** Keys and indexes that lead to the refused value within the one that was given. */
    readonly path: readonly string[] = [],
  ) {
    super(reason);
  }

  /** What `failure` is one level further out; anything but a refusal is returned as it came. */
  static within(key: string | number, failure: unknown): unknown {
    return failure instanceof ValueRefused ? new ValueRefused(failure.reason, [String(key), ...failure.path]) : failure;
  }
}

/** @throws ValueRefused `must be <what>` */
export function mustBe(what: string): never {
  throw new ValueRefused(`must be ${what}`);
}
