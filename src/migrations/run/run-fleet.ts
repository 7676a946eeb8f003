import type { OwnSession } from './types.js';

/** What becomes of one piece of work that failed. */
export type Verdict =
  /** Others go first; it is tried again after so many milliseconds. */
  | { readonly again: number; readonly broken: boolean }
  /** It has failed for good. */
  | { readonly failed: true };

export interface Fleet {
  readonly items: readonly string[];
  readonly workers: number;
  readonly connect: () => Promise<OwnSession>;
  readonly signal: AbortSignal;
  /** Does the work for one. `tries`: how often it was tried before. */
  readonly work: (own: OwnSession, item: string, tries: number) => Promise<void>;
  /** Judges what was thrown. */
  readonly judge: (error: unknown, item: string, tries: number) => Verdict;
  /** After a failure for good: whether nothing more is to be begun. */
  readonly stops: () => boolean;
}

interface Waiting {
  readonly item: string;
  readonly tries: number;
  /** By `performance.now()`. */
  readonly due: number;
}

/**
 * Does work for many, so many at once, each worker on a session of its own that is opened when it is needed, and opened
 * anew when it breaks. Whoever has to wait lets the others go first.
 *
 * @throws what `signal` was aborted with; what `connect` throws when nobody is let in
 */
export async function runFleet(fleet: Fleet): Promise<void> {
  const queue: Waiting[] = fleet.items.map((item) => ({ item, tries: 0, due: 0 }));
  let busy = 0;
  const worker = async (): Promise<void> => {
    let own: OwnSession | null = null;
    const stop = (): void => void own?.cancel().catch(() => undefined);
    fleet.signal.addEventListener('abort', stop);
    try {
      for (;;) {
        fleet.signal.throwIfAborted();
        if (fleet.stops()) return;
        const next = take(queue);
        if (next === null) {
          if (queue.length === 0 && busy === 0) return;
          await pause(nextDue(queue));
          continue;
        }
        busy += 1;
        try {
          own ??= await fleet.connect();
          await fleet.work(own, next.item, next.tries);
        } catch (error) {
          if (fleet.signal.aborted) throw error;
          const verdict = fleet.judge(error, next.item, next.tries);
          if ('again' in verdict) {
            queue.push({ item: next.item, tries: next.tries + 1, due: performance.now() + verdict.again });
            if (verdict.broken && own !== null) {
              await own.close().catch(() => undefined); // It is gone already.
              own = null;
            }
          }
        } finally {
          busy -= 1;
        }
      }
    } finally {
      fleet.signal.removeEventListener('abort', stop);
      await own?.close().catch(() => undefined);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(fleet.workers, queue.length) }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function take(queue: Waiting[]): Waiting | null {
  const now = performance.now();
  const at = queue.findIndex(({ due }) => due <= now);
  return at < 0 ? null : (queue.splice(at, 1)[0] ?? null);
}

const longestNap = 50;

function nextDue(queue: readonly Waiting[]): number {
  return Math.min(longestNap, Math.max(1, ...queue.map(({ due }) => due - performance.now())));
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
