import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseFailure } from '../errors.js';
import { connect } from './direct-connect.js';
import { createLogins, type Logins } from './direct-logins.js';
import type { DirectOptions } from './direct-options.js';
import { run, type Connection } from './direct-run.js';
import { Signal } from './direct-signal.js';

/** Milliseconds of idleness after which a connection is asked whether it is still there, and for its answer. */
const askAfter = 10_000;
const askTime = 2_000;
/** Milliseconds after which a connection that is being closed counts as closed: the other side may be gone without a word. */
const endTime = 1_000;

/** A bounded pool for each secret, with one bound for all of them together. */
export class Pool {
  readonly #logins: Logins;
  readonly #bounds: { readonly ofUser: number; readonly ofAll: number; readonly idle: number; readonly age: number };
  /** Connections until they are closed, and secrets for which one is being opened: the server never sees more than these. */
  readonly #all = new Set<{ readonly secret: string }>();
  /** Longest idle first, with what will close it. */
  readonly #idle = new Map<Connection, NodeJS.Timeout>();
  readonly #leaving = new WeakSet<Connection>();
  readonly #signal = new Signal();
  #closed = false;

  constructor(readonly options: DirectOptions) {
    const { maxConnectionsPerUser = 4, maxConnections = 20, idleTime = 60_000, loginAge = 300_000 } = options;
    this.#bounds = { ofUser: maxConnectionsPerUser, ofAll: maxConnections, idle: idleTime, age: loginAge };
    this.#logins = createLogins(options, loginAge);
  }

  /** A connection of this secret's user, nobody else's until it is released. @throws DatabaseFailure, and then nothing has run */
  async acquire(secret: string, deadline: number): Promise<Connection> {
    for (;;) {
      if (this.#closed) throw new DatabaseFailure('unavailable', 'the transport is closed');
      const kept = this.#takeIdle(secret);
      if (kept !== undefined && (await this.#isUsable(kept))) return kept;
      if (kept !== undefined) this.#drop(kept);
      else if (this.#hasRoom(secret)) return await this.#open(secret, deadline);
      else await this.#signal.next(deadline);
    }
  }

  /**
   * For the next call with the same secret. One that broke, or is in a transaction, is closed.
   *
   * @param clean forget the session's state first
   */
  release(connection: Connection, clean: boolean): void {
    if (!clean || connection.broken) return this.#keep(connection);
    run(connection, 'discard all', [], Date.now() + askTime).then(() => this.#keep(connection), () => this.#drop(connection));
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const connection of this.#idle.keys()) this.#drop(connection);
    this.#signal.changed();
    while (this.#all.size > 0) await this.#signal.next(Infinity);
  }

  #takeIdle(secret: string): Connection | undefined {
    const found = [...this.#idle.keys()].findLast((connection) => connection.secret === secret);
    if (found !== undefined) this.#notIdle(found);
    return found;
  }

  #notIdle(connection: Connection): void {
    clearTimeout(this.#idle.get(connection));
    this.#idle.delete(connection);
  }

  async #isUsable(connection: Connection): Promise<boolean> {
    if (connection.broken || Date.now() - connection.opened > this.#bounds.age) return false;
    if (Date.now() - connection.idleSince < askAfter) return true;
    return run(connection, 'select 1', [], Date.now() + askTime).then(() => true, () => false);
  }

  /** Whether one more may be opened; if not, the one that was idle longest is closed, and its end is a change. */
  #hasRoom(secret: string): boolean {
    const { ofUser, ofAll } = this.#bounds;
    if ([...this.#all].filter((one) => one.secret === secret).length >= ofUser) return false;
    if (this.#all.size < ofAll) return true;
    const [oldest] = this.#idle.keys();
    if (oldest !== undefined) this.#drop(oldest);
    return false;
  }

  async #open(secret: string, deadline: number): Promise<Connection> {
    const place = { secret };
    this.#all.add(place);
    try {
      const client = await connect(this.options, this.#logins, secret, deadline);
      const connection: Connection = { client, secret, opened: Date.now(), idleSince: 0, broken: false };
      client.once('end', () => this.#drop(connection)).once('error', () => this.#drop(connection));
      this.#all.add(connection);
      return connection;
    } finally {
      this.#all.delete(place);
      this.#signal.changed();
    }
  }

  #keep(connection: Connection): void {
    if (connection.broken || this.#closed || connection.client.getTransactionStatus() !== 'I') return this.#drop(connection);
    connection.idleSince = Date.now();
    this.#idle.set(connection, setTimeout(() => this.#drop(connection), this.#bounds.idle).unref());
    this.#signal.changed();
  }

  #drop(connection: Connection): void {
    connection.broken = true;
    this.#notIdle(connection);
    if (this.#leaving.has(connection)) return;
    this.#leaving.add(connection);
    void Promise.race([connection.client.end().catch(() => undefined), sleep(endTime, undefined, { ref: false })]).then(() => {
      this.#all.delete(connection);
      this.#signal.changed();
    });
  }
}
