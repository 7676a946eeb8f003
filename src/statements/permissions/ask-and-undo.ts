import type { Client, QueryResult } from 'pg';
import { quoteLiteral } from '../../postgres/quote.js';

/**
 * One question in a transaction of its own, which leaves nothing behind. One message: once it is sent, the server has
 * all it needs.
 *
 * @param opening what the question needs, temporary functions for one
 */
export async function askAndUndo<Row>(session: Client, opening: string, question: string): Promise<readonly Row[]> {
  try {
    // With several statements in one message pg gives a list of results, which its types do not say.
    const results = (await session.query(`begin; ${opening}; ${question}; rollback`)) as unknown as readonly QueryResult[];
    return (results.at(-2)?.rows ?? []) as Row[];
  } catch (failure) {
    await session.query('rollback');
    throw failure;
  }
}

/** A value of `text[]`. */
export function textArray(values: readonly string[]): string {
  return `array(select pg_catalog.json_array_elements_text(${quoteLiteral(JSON.stringify(values))}))`;
}

/** A value of `integer[]`. */
export function integerArray(values: readonly number[]): string {
  return `'{${values.join(',')}}'::pg_catalog.int4[]`;
}
