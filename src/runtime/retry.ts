import { CallError, DatabaseFailure } from './errors.js';
import type { StatementRequest, StatementResult, Transport } from './types.js';

/** What waits and what tells the time, replaceable. */
export interface RetryOptions {
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
}

type Tools = Required<RetryOptions>;

/** Waits before another try in milliseconds; the last one again for further tries, up to `most` of them. */
interface Patience {
  readonly waits: readonly number[];
  readonly most: number;
}

/** A cluster that was scaled to zero takes 10 to 30 seconds. */
const resuming: Patience = { waits: [0, 2_000, 5_000, 10_000], most: Infinity };
const unavailable: Patience = { waits: [100, 300, 1_000, 3_000, 5_000], most: Infinity };
const uncertain: Patience = { waits: [100, 500], most: 2 };
/** It ran to its end once: more than one repetition only adds load. */
const slow: Patience = { waits: [500], most: 1 };
/** Between the steps of a rotation the secret and the login differ. */
const rotated: Patience = { waits: [500], most: 1 };
const rolledBack: Patience = { waits: [20, 100], most: 2 };
/** Kept for the last try before a deadline, so that an answer can still arrive. */
const reserve = 1_000;

/**
 * A transport that tries again where that cannot do anything twice, up to the request's deadline; then the failure is
 * passed on as it came. Outside transactions: what never ran, what the server rolled back, a password refused once (its
 * secret may be in rotation), and reads of unknown outcome. Inside a transaction nothing is repeated.
 */
export function withRetries(transport: Transport, options: RetryOptions = {}): Transport {
  const tools = { ...realTools, ...options };
  return {
    execute: (request: StatementRequest): Promise<StatementResult> => {
      if (request.transaction !== null) return transport.execute(request);
      return repeat(() => transport.execute(request), request.access, request.deadline, tools);
    },
    // A transaction that may have begun is not begun again: the other one would stay open until it is idle too long.
    begin: (secret, deadline) => repeat(() => transport.begin(secret, deadline), 'write', deadline, tools),
    commit: (secret, transaction, deadline) => transport.commit(secret, transaction, deadline),
    rollback: (secret, transaction) => transport.rollback(secret, transaction),
  };
}

/**
 * Runs a whole transaction again when the server rolled it back for the sake of another one (SQLSTATE 40001, 40P01).
 *
 * @param work from begin to commit, with the rollback where it fails; run up to `attempts` times
 * @throws what `work` throws, at the latest when no attempt or time is left
 */
export async function rerunSerialization<T>(work: () => Promise<T>, attempts = 3, options: RetryOptions & { readonly deadline?: number } = {}): Promise<T> {
  const tools = { ...realTools, ...options };
  for (let run = 1; ; run++) {
    try {
      return await work();
    } catch (failure) {
      const patience = { waits: rolledBack.waits, most: attempts - 1 };
      const wait = lostToAnother(failure) ? waitFor(patience, run - 1, options.deadline ?? Infinity, tools) : null;
      if (wait === null) throw failure;
      await tools.sleep(wait);
    }
  }
}

const realTools: Tools = {
  clock: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
  random: Math.random,
};

async function repeat<T>(work: () => Promise<T>, access: 'read' | 'write', deadline: number, tools: Tools): Promise<T> {
  const used = new Map<Patience, number>();
  for (;;) {
    try {
      return await work();
    } catch (failure) {
      const patience = patienceWith(failure, access);
      const tries = patience === null ? 0 : (used.get(patience) ?? 0);
      const wait = patience === null ? null : waitFor(patience, tries, deadline, tools);
      if (patience === null || wait === null) throw failure;
      used.set(patience, tries + 1);
      await tools.sleep(wait);
    }
  }
}

function patienceWith(failure: unknown, access: 'read' | 'write'): Patience | null {
  if (!(failure instanceof DatabaseFailure)) return null;
  switch (failure.kind) {
    case 'resuming': return resuming;
    case 'unavailable': return unavailable;
    case 'unknown': return access === 'read' ? uncertain : null;
    case 'timeout': return access === 'read' ? slow : null;
    case 'sql': case 'refused': return patienceAfter(failure.sqlstate ?? '');
    default: return null;
  }
}

function patienceAfter(sqlstate: string): Patience | null {
  // Too many connections, starting up: refused at the door.
  if (sqlstate === '53300' || sqlstate === '57P03') return unavailable;
  if (sqlstate === '28P01') return rotated;
  return lost.test(sqlstate) ? rolledBack : null;
}

const lost = /^40(?:001|P01)$/;

function lostToAnother(failure: unknown): boolean {
  const told = failure instanceof CallError || (failure instanceof DatabaseFailure && failure.kind === 'sql');
  return told && lost.test(failure.sqlstate ?? '');
}

/** Milliseconds to wait before the next try, null for no further one. */
function waitFor({ waits, most }: Patience, tries: number, deadline: number, { clock, random }: Tools): number | null {
  if (tries >= most) return null;
  // Up to a quarter less, so that callers who failed together do not come back together.
  const planned = (waits[Math.min(tries, waits.length - 1)] ?? 0) * (1 - random() / 4);
  const left = deadline - clock() - reserve;
  return left <= 0 ? null : Math.min(planned, left);
}
