import { randomBytes } from 'node:crypto';
import type { Pooled } from './connection-pool.js';
import { ServiceError } from './service-error.js';
import type { Limits } from './types.js';

/** A transaction that is open. */
export interface OpenTransaction {
  readonly id: string;
  readonly pooled: Pooled;
  /** ARN of the secret that began it: with another one there is no such transaction. */
  readonly secretArn: string;
  readonly begun: number;
  used: number;
  /** A call is using its connection. */
  busy: boolean;
  timer: NodeJS.Timeout | null;
}

/** The service's sentences on what became of a transaction. */
const reasons = {
  expired: 'Transaction may be expired.',
  finished: 'One previous call resulted in a termination of your transaction.',
  aborted: 'Transaction has been aborted due to an error from a previous call.',
} as const;
export type EndReason = keyof typeof reasons;

/** Ended transactions whose end is remembered. */
const remembered = 1000;

/** Transactions by their opaque ids. `onExpire` gets the connection of one that nobody used for too long. */
export class Transactions {
  readonly #open = new Map<string, OpenTransaction>();
  readonly #ended = new Map<string, EndReason>();

  constructor(readonly limits: Limits, readonly clock: () => number, readonly onExpire: (pooled: Pooled) => void) {}

  size(): number {
    return this.#open.size;
  }

  begin(pooled: Pooled, secretArn: string): string {
    const now = this.clock();
    const transaction: OpenTransaction = { id: randomBytes(96).toString('base64'), pooled, secretArn, begun: now, used: now, busy: true, timer: null };
    this.#open.set(transaction.id, transaction);
    this.release(transaction);
    return transaction.id;
  }

  /** For one call, which gives it back by {@link release} or {@link end}. @throws ServiceError */
  take(id: string, secretArn: string, database: string | null): OpenTransaction {
    const found = this.#open.get(id);
    if (found === undefined || found.secretArn !== secretArn) throw notFound(id, found === undefined ? this.#ended.get(id) ?? 'expired' : 'expired');
    if (found.busy) throw new ServiceError('DatabaseErrorException', 'Transaction is still running a query');
    const now = this.clock();
    if (now - found.used > this.limits.idleMs || now - found.begun > this.limits.transactionMs) {
      this.#expire(found);
      throw notFound(id, 'expired');
    }
    if (database !== null && database !== found.pooled.login.database) throw new ServiceError('ValidationException', 'Database name is not the same as transaction');
    if (found.timer !== null) clearTimeout(found.timer);
    found.busy = true;
    return found;
  }

  release(transaction: OpenTransaction): void {
    transaction.busy = false;
    transaction.used = this.clock();
    const left = Math.min(this.limits.idleMs, transaction.begun + this.limits.transactionMs - transaction.used);
    transaction.timer = setTimeout(() => this.#expire(transaction), Math.max(0, left));
    transaction.timer.unref();
  }

  end(transaction: OpenTransaction, reason: EndReason): void {
    if (transaction.timer !== null) clearTimeout(transaction.timer);
    this.#open.delete(transaction.id);
    this.#ended.set(transaction.id, reason);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > remembered && oldest !== undefined) this.#ended.delete(oldest);
  }

  /** Forgets all; the connections are their owner's to close. */
  clear(): void {
    for (const transaction of this.#open.values()) this.end(transaction, 'expired');
  }

  #expire(transaction: OpenTransaction): void {
    if (!this.#open.has(transaction.id)) return;
    this.end(transaction, 'expired');
    this.onExpire(transaction.pooled);
  }
}

export function notFound(id: string, reason: EndReason): ServiceError {
  return new ServiceError('TransactionNotFoundException', `Transaction ${id} is not found. ${reasons[reason]}`);
}
