import { reasonOf } from './errors.js';
import { pause } from './pause.js';
import type { Transport } from './types.js';

/** What waits and what tells the time, replaceable. */
export interface RetryOptions {
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
}

/** Milliseconds before another try, after so many tries for the same reason; undefined: no other try. */
type Waits = (tries: number) => number | undefined;

/** At the door, with nothing done: too many connections, starting up. */
const unavailable: Waits = (tries) => [100, 300, 1_000, 3_000][tries] ?? 5_000;
const once: Waits = (tries) => [500][tries];
const shortly: Waits = (tries) => [20, 60][tries];

/** By kind of failure, or SQLSTATE: what can be tried again in any case. */
const always: Readonly<Record<string, Waits>> = {
  // A cluster that was scaled to zero takes 10 to 30 seconds.
  resuming: (tries) => [0, 2_000, 5_000][tries] ?? 10_000,
  unavailable, '53300': unavailable, '57P03': unavailable,
  // Between the steps of a rotation the secret and the login differ.
  '28P01': once,
  '40001': shortly, '40P01': shortly,
};
/** And what only reads can. One that ran to the end of its time is repeated once: more only adds load. */
const reads: typeof always = { ...always, unknown: (tries) => [100, 500][tries], timeout: once };

/**
 * A transport that tries again where that cannot do anything twice, up to the request's deadline; then the failure is
 * passed on as it came. Outside transactions: what never ran, what the server rolled back, a password refused once (its
 * secret may be in rotation), and reads of unknown outcome. Inside a transaction nothing is repeated.
 */
export function withRetries(transport: Transport, options: RetryOptions = {}): Transport {
  return {
    execute: (request) => (request.transaction === null
      ? repeat(() => transport.execute(request), request.access === 'read' ? reads : always, request.deadline, options)
      : transport.execute(request)),
    // A transaction that may have begun is not begun again: the other one would stay open until it is idle too long.
    begin: (secret, deadline) => repeat(() => transport.begin(secret, deadline), always, deadline, options),
    commit: (secret, transaction, deadline) => transport.commit(secret, transaction, deadline),
    rollback: (secret, transaction) => transport.rollback(secret, transaction),
  };
}

/**
 * Runs a whole transaction again when the server rolled it back for the sake of another one (SQLSTATE 40001, 40P01).
 *
 * @param work from begin to commit, with the rollback where it fails; run three times at most
 * @param deadline milliseconds since the epoch
 * @throws what `work` throws, at the latest when no try or time is left
 */
export function rerunSerialization<T>(work: () => Promise<T>, deadline: number, options: RetryOptions = {}): Promise<T> {
  return repeat(work, { '40001': shortly, '40P01': shortly }, deadline, options);
}

async function repeat<T>(work: () => Promise<T>, plans: typeof always, deadline: number, options: RetryOptions): Promise<T> {
  const { clock = Date.now, random = Math.random, sleep = pause } = options;
  // Kept for the last try before a deadline, so that an answer can still arrive.
  const reserve = 1_000;
  const tries = new Map<Waits, number>();
  for (;;) {
    try {
      return await work();
    } catch (failure) {
      const waits = plans[reasonOf(failure)];
      const used = (waits && tries.get(waits)) ?? 0;
      const planned = waits?.(used);
      const left = deadline - clock() - reserve;
      if (!waits || planned === undefined || left <= 0) throw failure;
      tries.set(waits, used + 1);
      // Up to a quarter less, so that callers who failed together do not come back together.
      await sleep(Math.min(planned * (1 - random() / 4), left));
    }
  }
}
