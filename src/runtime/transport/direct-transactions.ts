import { randomUUID } from 'node:crypto';
import { DatabaseFailure } from '../errors.js';
import type { Pool } from './direct-pool.js';
import { run, type Connection } from './direct-run.js';
import { createTurns } from './turns.js';

/** Milliseconds that a rollback may take. */
const rollbackTime = 5_000;

/** Open transactions, each with the one connection that is its own until its end. The server ends those that are left idle. */
export class Transactions {
  readonly #open = new Map<string, Connection>();
  readonly #inTurn = createTurns();

  constructor(readonly pool: Pool) {}

  async begin(secret: string, deadline: number): Promise<string> {
    for (const [id, connection] of this.#open) if (connection.broken) this.#forget(id, connection);
    const connection = await this.pool.acquire(secret, deadline);
    const id = randomUUID();
    this.#open.set(id, connection);
    await run(connection, 'begin', [], deadline).catch((failure: unknown) => {
      this.#forget(id, connection);
      // A transaction that nobody has the id of ends with its connection: nothing has run.
      throw failure instanceof DatabaseFailure && failure.kind === 'unknown' ? new DatabaseFailure('unavailable', failure.message, failure.sqlstate) : failure;
    });
    return id;
  }

  /** Work on the transaction's connection, when the work before it is done. @throws DatabaseFailure transaction_gone */
  within<T>(secret: string, id: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#inTurn(id, async () => {
      const connection = this.#open.get(id);
      // Nor is it there for the bearer of another secret.
      if (connection === undefined || connection.broken || connection.secret !== secret) throw new DatabaseFailure('transaction_gone', 'there is no such transaction');
      try {
        return await work(connection);
      } finally {
        if (connection.broken) this.#forget(id, connection);
      }
    });
  }

  async commit(secret: string, id: string, deadline: number): Promise<void> {
    const command = await this.within(secret, id, (connection) => this.#end(id, connection, 'commit', deadline));
    // PostgreSQL answers the commit of a transaction in which a statement failed by rolling it back.
    if (command === 'ROLLBACK') throw new DatabaseFailure('transaction_gone', 'it was rolled back');
  }

  async rollback(secret: string, id: string): Promise<void> {
    try {
      await this.within(secret, id, (connection) => this.#end(id, connection, 'rollback', Date.now() + rollbackTime));
    } catch (failure) {
      if (!(failure instanceof DatabaseFailure) || failure.kind !== 'transaction_gone') throw failure;
    }
  }

  async close(): Promise<void> {
    for (const [id, { secret }] of this.#open) await this.rollback(secret, id).catch(() => undefined);
  }

  async #end(id: string, connection: Connection, sql: 'commit' | 'rollback', deadline: number): Promise<string> {
    try {
      return (await run(connection, sql, [], deadline)).command;
    } finally {
      this.#forget(id, connection);
    }
  }

  #forget(id: string, connection: Connection): void {
    if (this.#open.delete(id)) this.pool.release(connection, true);
  }
}
