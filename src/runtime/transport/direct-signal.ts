import { DatabaseFailure } from '../errors.js';

/** Wakes everybody who waits for a change, in the order in which they came. */
export class Signal {
  readonly #waiting = new Set<() => void>();

  changed(): void {
    for (const wake of this.#waiting) wake();
  }

  /** @throws DatabaseFailure unavailable at the deadline, in milliseconds since the epoch */
  next(deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(wake);
        reject(new DatabaseFailure('unavailable', 'no connection became free'));
      }, Math.max(0, Math.min(deadline - Date.now(), 2 ** 31 - 1)));
      this.#waiting.add(wake);
    });
  }
}
