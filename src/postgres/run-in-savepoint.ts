import type { Client } from 'pg';
import { sqlFailure } from './failure.js';
import type { SqlFailure } from './types.js';

/**
 * Runs one statement within the transaction that the caller has begun; when it fails it is undone and the transaction
 * goes on. Null or why it failed, with `position`. Throws what is no answer of the server's.
 */
export async function runInSavepoint(client: Client, statement: string): Promise<SqlFailure | null> {
  await client.query('savepoint pgcog_statement');
  try {
    await client.query(statement);
    await client.query('release savepoint pgcog_statement');
    return null;
  } catch (error) {
    const failure = sqlFailure(error);
    if (failure === null) throw error;
    await client.query('rollback to savepoint pgcog_statement; release savepoint pgcog_statement');
    return failure;
  }
}
