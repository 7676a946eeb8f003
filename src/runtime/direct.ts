import type { DirectOptions } from './transport/direct-options.js';
import { Pool } from './transport/direct-pool.js';
import { createStatements } from './transport/direct-statement.js';
import { Transactions } from './transport/direct-transactions.js';
import type { Transport } from './types.js';

export type { DirectOptions, Login, LoginLookup } from './transport/direct-options.js';

/**
 * Connections of the caller's own login straight to PostgreSQL, for a Lambda inside the database's network: everything
 * that the RDS Data API does to values, on a shorter way. A connection serves one secret and no other.
 *
 * `close` rolls open transactions back and waits for the statements that run; without it idle connections close by
 * themselves.
 */
export function direct(options: DirectOptions): Transport & { close(): Promise<void> } {
  const pool = new Pool(options);
  const transactions = new Transactions(pool);
  const prepare = createStatements();
  return {
    execute: async (request) => {
      const { transaction, secret, deadline } = request;
      const statement = prepare(request);
      if (transaction !== null) return (await transactions.within(secret, transaction, (connection) => statement.on(connection))).result;
      const connection = await pool.acquire(secret, deadline);
      let leftState = true;
      try {
        const { result, leavesState } = await statement.on(connection);
        leftState = leavesState;
        return result;
      } finally {
        pool.release(connection, leftState);
      }
    },
    begin: (secret, deadline) => transactions.begin(secret, deadline),
    commit: (secret, transaction, deadline) => transactions.commit(secret, transaction, deadline),
    rollback: (secret, transaction) => transactions.rollback(secret, transaction),
    close: async () => {
      await transactions.close();
      await pool.close();
    },
  };
}
