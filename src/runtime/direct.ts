import { randomUUID } from 'node:crypto';
import { DatabaseFailure } from './errors.js';
import { answerBytes } from './transport/answer-bytes.js';
import { bindSql } from './transport/direct-bind.js';
import { readRecords } from './transport/direct-fields.js';
import type { DirectOptions } from './transport/direct-options.js';
import { createPool } from './transport/direct-pool.js';
import { run, type Connection } from './transport/direct-run.js';
import { createTypes } from './transport/direct-types.js';
import { createTurns } from './transport/turns.js';
import type { StatementRequest, StatementResult, Transport } from './types.js';

export type { DirectOptions, Login, LoginLookup } from './transport/direct-options.js';

/** Commands that leave nothing behind in their session. */
const plain: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'VALUES']);
/** Milliseconds that a rollback may take. */
const rollbackTime = 5_000;

/**
 * Connections of the caller's own login straight to PostgreSQL, for a Lambda inside the database's network: everything
 * that the RDS Data API does to values, on a shorter way. A connection serves one secret and no other.
 */
export function direct(options: DirectOptions): Transport & { close(): Promise<void> } {
  const pool = createPool(options);
  const types = createTypes();
  const inTurn = createTurns();
  const open = new Map<string, Connection>();

  const executeOn = async (connection: Connection, request: StatementRequest, { text, values }: ReturnType<typeof bindSql>): Promise<Answer> => {
    const { rows, fields, rowCount, command } = await run(connection, text, values, request.deadline);
    const columnTypes = await types(connection, fields.map(({ dataTypeID }) => dataTypeID), request.deadline);
    const records = readRecords(rows, columnTypes, request.longsAsText);
    const columns = request.columns ? fields.map(({ name }, at) => ({ label: name, type: columnTypes[at]?.name ?? '' })) : null;
    return { command, result: { records, columns, updated: fields.length > 0 ? 0 : (rowCount ?? 0), bytes: answerBytes(records) } };
  };

  const forget = (transaction: string, connection: Connection): void => {
    if (open.delete(transaction)) pool.release(connection, true);
  };

  /** Work on a transaction's connection, which is the transaction's until `end`. */
  const within = <T>(secret: string, transaction: string, work: (connection: Connection) => Promise<T>): Promise<T> => inTurn(transaction, () => {
    const connection = open.get(transaction);
    // Nor is it there for the bearer of another secret.
    if (connection === undefined || connection.broken || connection.secret !== secret) {
      return Promise.reject(new DatabaseFailure('transaction_gone', 'there is no such transaction'));
    }
    return work(connection).finally(() => {
      if (connection.broken) forget(transaction, connection);
    });
  });

  const end = async (transaction: string, connection: Connection, sql: 'commit' | 'rollback', deadline: number): Promise<string> => {
    try {
      return (await run(connection, sql, [], deadline)).command;
    } finally {
      forget(transaction, connection);
    }
  };

  return {
    execute: async (request) => {
      const bound = bindSql(request.sql, request.parameters);
      const { transaction, secret, deadline } = request;
      if (transaction !== null) return within(secret, transaction, async (connection) => (await executeOn(connection, request, bound)).result);
      const connection = await pool.acquire(secret, deadline);
      let clean = true;
      try {
        const { command, result } = await executeOn(connection, request, bound);
        clean = !plain.has(command);
        return result;
      } finally {
        pool.release(connection, clean);
      }
    },
    begin: async (secret, deadline) => {
      for (const [transaction, connection] of open) if (connection.broken) forget(transaction, connection);
      const connection = await pool.acquire(secret, deadline);
      const transaction = randomUUID();
      open.set(transaction, connection);
      await run(connection, 'begin', [], deadline).catch((failure: unknown) => {
        forget(transaction, connection);
        // A transaction that nobody has the id of ends with its connection.
        throw failure instanceof DatabaseFailure && failure.kind === 'unknown' ? new DatabaseFailure('unavailable', failure.message, failure.sqlstate) : failure;
      });
      return transaction;
    },
    commit: (secret, transaction, deadline) => within(secret, transaction, async (connection) => {
      // PostgreSQL answers the commit of a transaction in which a statement failed by rolling it back.
      if ((await end(transaction, connection, 'commit', deadline)) === 'ROLLBACK') throw new DatabaseFailure('transaction_gone', 'it was rolled back');
    }),
    rollback: (secret, transaction) => within(secret, transaction, (connection) => end(transaction, connection, 'rollback', Date.now() + rollbackTime))
      .then(() => undefined, (failure: unknown) => {
        if (!(failure instanceof DatabaseFailure) || failure.kind !== 'transaction_gone') throw failure;
      }),
    close: async () => {
      for (const [transaction, connection] of open) await end(transaction, connection, 'rollback', Date.now() + rollbackTime).catch(() => undefined);
      await pool.close();
    },
  };
}

interface Answer {
  readonly command: string;
  readonly result: StatementResult;
}
