/** What is to be ended, the last that came up first. */
export interface Stops {
  add(stop: () => unknown): void;
  /** Ends all, whatever one of them throws; the first failure is thrown at the end. */
  run(): Promise<void>;
}

export function createStops(): Stops {
  const stops: (() => unknown)[] = [];
  return {
    add: (stop) => void stops.push(stop),
    run: async () => {
      const failures: unknown[] = [];
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        try {
          await stop();
        } catch (failure) {
          failures.push(failure);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
