import type { Client } from 'pg';
import { cancelBackend } from './cancel-backend.js';
import { openConnection, type Login, type Server } from './open-connection.js';
import { ServiceError } from './service-error.js';

/** A connection and whose it is. */
export interface Pooled {
  readonly client: Client;
  readonly login: Login;
}

/**
 * Connections, kept for the next call of the same user, password and database, and for nobody else. When there are as many
 * as allowed, an idle one of somebody else is closed, or a call waits.
 */
export class ConnectionPool {
  /** Longest idle first. */
  #idle: Pooled[] = [];
  readonly #open = new Set<Client>();
  #opening = 0;
  #closed = false;
  readonly #waiting: (() => void)[] = [];
  /** Connections that are being opened or ended, which `close` waits for. */
  readonly #changing = new Set<Promise<unknown>>();

  constructor(readonly server: Server, readonly max: number) {}

  /** Connections that are open. */
  size(): number {
    return this.#open.size;
  }

  /** @throws what {@link openConnection} throws; ServiceError when no connection becomes free before `deadline` (performance.now()) */
  async acquire(login: Login, deadline: number): Promise<Pooled> {
    for (;;) {
      if (this.#closed) throw new ServiceError('ServiceUnavailableError');
      if (performance.now() >= deadline) throw new ServiceError('DatabaseErrorException', 'FATAL: sorry, too many clients already; SQLState: 53300');
      const kept = this.#idle.findLast((each) => isSame(each.login, login));
      if (kept !== undefined) {
        this.#idle = this.#idle.filter((each) => each !== kept);
        return kept;
      }
      if (this.#open.size + this.#opening < this.max) return this.open(login);
      const [oldest] = this.#idle;
      if (oldest === undefined) await this.#change(deadline);
      else await this.discard(oldest);
    }
  }

  isOpen(pooled: Pooled): boolean {
    return this.#open.has(pooled.client);
  }

  /** A connection beside all others, which the caller discards. */
  open(login: Login): Promise<Pooled> {
    return this.#during(this.#connect(login));
  }

  async #connect(login: Login): Promise<Pooled> {
    this.#opening++;
    try {
      const client = await openConnection(this.server, login);
      const pooled = { client, login };
      this.#open.add(client);
      // Whatever is said while nothing was asked is the end: the server is being stopped, or the backend was.
      client.on('error', () => this.#gone(pooled));
      client.once('end', () => this.#gone(pooled));
      if (!this.#closed) return pooled;
      await this.discard(pooled);
      throw new ServiceError('ServiceUnavailableError');
    } finally {
      this.#opening--;
      this.#wake();
    }
  }

  /** Gives a connection back that is in no transaction. */
  release(pooled: Pooled): void {
    if (!this.isOpen(pooled)) return;
    this.#idle.push(pooled);
    this.#wake();
  }

  async discard(pooled: Pooled): Promise<void> {
    this.#gone(pooled);
    await this.#during(pooled.client.end().catch(() => undefined));
  }

  /** Ends every connection, and what it runs. */
  async close(): Promise<void> {
    this.#closed = true;
    const idle = new Set(this.#idle.map(({ client }) => client));
    await Promise.all([...this.#open].map(async (client) => {
      if (!idle.has(client)) await cancelBackend(client);
      await client.end().catch(() => undefined);
    }));
    this.#wake();
    await Promise.allSettled(this.#changing);
  }

  #during<T>(work: Promise<T>): Promise<T> {
    this.#changing.add(work);
    const done = (): void => void this.#changing.delete(work);
    work.then(done, done);
    return work;
  }

  /** Until a connection may have become free, or the time is over. */
  async #change(deadline: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((wake) => {
      this.#waiting.push(wake);
      timer = setTimeout(wake, deadline - performance.now());
    }).finally(() => clearTimeout(timer));
  }

  #gone(pooled: Pooled): void {
    this.#open.delete(pooled.client);
    this.#idle = this.#idle.filter((each) => each !== pooled);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function isSame(one: Login, other: Login): boolean {
  return one.user === other.user && one.password === other.password && one.database === other.database;
}
