import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseFailure } from '../errors.js';
import { connect } from './direct-connect.js';
import { createLogins } from './direct-logins.js';
import type { DirectOptions } from './direct-options.js';
import { run, type Connection } from './direct-run.js';

export interface Pool {
  /** A connection of this secret's user, nobody else's until it is released. @throws DatabaseFailure, and then nothing has run */
  acquire(secret: string, deadline: number): Promise<Connection>;
  /**
   * For the next call with the same secret. One that broke, or is in a transaction, is closed.
   *
   * @param clean forget the session's state first
   */
  release(connection: Connection, clean: boolean): void;
  /** Waits for what runs. */
  close(): Promise<void>;
}

/** Milliseconds of idleness after which a connection is asked whether it is still there, and for its answer. */
const askAfter = 10_000;
const askTime = 2_000;
/** Milliseconds after which a connection that is being closed counts as closed: the other side may be gone without a word. */
const endTime = 1_000;

/** A bounded pool for each secret, with one bound for all of them together. */
export function createPool(options: DirectOptions): Pool {
  const { maxConnectionsPerUser = 4, maxConnections = 20, idleTime = 60_000, loginAge = 300_000 } = options;
  const logins = createLogins(options, loginAge);
  /** Connections, and secrets for which one is being opened. */
  const all = new Set<{ readonly secret: string }>();
  const idle = new Map<Connection, NodeJS.Timeout>();
  const leaving = new WeakSet<Connection>();
  const waiting = new Set<() => void>();
  let closed = false;

  const changed = (): void => {
    for (const wake of waiting) wake();
  };
  const change = (deadline: number): Promise<void> => new Promise((resolve, reject) => {
    const done = (end: () => void) => () => {
      clearTimeout(timer);
      waiting.delete(wake);
      end();
    };
    const late = done(() => reject(new DatabaseFailure('unavailable', 'no connection became free')));
    const timer = setTimeout(late, Math.max(0, Math.min(deadline - Date.now(), 2 ** 31 - 1)));
    const wake = done(resolve);
    waiting.add(wake);
  });
  /** It counts until it is closed, so that the server never sees more connections than allowed. */
  const drop = (connection: Connection): void => {
    connection.broken = true;
    clearTimeout(idle.get(connection));
    idle.delete(connection);
    if (leaving.has(connection)) return;
    leaving.add(connection);
    void Promise.race([connection.client.end().catch(() => undefined), sleep(endTime, undefined, { ref: false })]).then(() => {
      all.delete(connection);
      changed();
    });
  };
  const takeIdle = (secret: string): Connection | undefined => {
    const found = [...idle.keys()].findLast((connection) => connection.secret === secret);
    clearTimeout(found && idle.get(found));
    if (found !== undefined) idle.delete(found);
    return found;
  };
  const usable = async (connection: Connection): Promise<boolean> => {
    if (connection.broken || Date.now() - connection.opened > loginAge) return false;
    if (Date.now() - connection.idleSince < askAfter) return true;
    return run(connection, 'select 1', [], Date.now() + askTime).then(() => true, () => false);
  };
  /** Whether one more may be opened; if not, one that was idle longest is closed, whose end will be a change. */
  const room = (secret: string): boolean => {
    if ([...all].filter((one) => one.secret === secret).length >= maxConnectionsPerUser) return false;
    if (all.size < maxConnections) return true;
    const [oldest] = idle.keys();
    if (oldest !== undefined) drop(oldest);
    return false;
  };
  const open = async (secret: string, deadline: number): Promise<Connection> => {
    const place = { secret };
    all.add(place);
    try {
      const client = await connect(options, logins, secret, deadline);
      const connection: Connection = { client, secret, opened: Date.now(), idleSince: 0, broken: false };
      client.once('end', () => drop(connection)).once('error', () => drop(connection));
      all.add(connection);
      return connection;
    } finally {
      all.delete(place);
      changed();
    }
  };
  const keep = (connection: Connection): void => {
    if (connection.broken || closed || connection.client.getTransactionStatus() !== 'I') return drop(connection);
    connection.idleSince = Date.now();
    idle.set(connection, setTimeout(() => drop(connection), idleTime).unref());
    changed();
  };

  return {
    acquire: async (secret, deadline) => {
      for (;;) {
        if (closed) throw new DatabaseFailure('unavailable', 'the transport is closed');
        const kept = takeIdle(secret);
        if (kept !== undefined && (await usable(kept))) return kept;
        if (kept !== undefined) drop(kept);
        else if (room(secret)) return await open(secret, deadline);
        else await change(deadline);
      }
    },
    release: (connection, clean) => {
      if (!clean || connection.broken) return keep(connection);
      run(connection, 'discard all', [], Date.now() + askTime).then(() => keep(connection), () => drop(connection));
    },
    close: async () => {
      closed = true;
      for (const connection of idle.keys()) drop(connection);
      changed();
      while (all.size > 0) await change(Infinity);
    },
  };
}
