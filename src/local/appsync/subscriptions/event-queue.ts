/** Values that somebody puts in and somebody else waits for. */
export interface EventQueue<Value> extends AsyncIterable<Value> {
  push(value: Value): void;
  /** What was put in already is still given out. */
  end(): void;
}

/** @param onEnd told once, however it ends */
export function createEventQueue<Value>(onEnd: () => void): EventQueue<Value> {
  const values: Value[] = [];
  let ended = false;
  let wake: (() => void) | null = null;
  const awaken = (): void => {
    wake?.();
    wake = null;
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    onEnd();
    awaken();
  };
  const next = async (): Promise<IteratorResult<Value, undefined>> => {
    for (;;) {
      const [value] = values.splice(0, 1);
      if (value !== undefined) return { done: false, value };
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    push: (value) => {
      if (!ended) values.push(value);
      awaken();
    },
    end,
    [Symbol.asyncIterator]: () => ({
      next,
      return: () => {
        values.length = 0;
        end();
        return Promise.resolve({ done: true as const, value: undefined });
      },
    }),
  };
}
