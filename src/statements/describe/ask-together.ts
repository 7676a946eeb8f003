import type { Client, QueryResult } from 'pg';
import { refusalOf } from '../../postgres/failure.js';
import type { SqlFailure } from '../../postgres/types.js';

const separator = ';\n';

export type Row = Readonly<Record<string, unknown>>;

/** What a message of several statements came to: one result each, or the first refusal and the statement it is of. */
export type Batch =
  | { readonly kind: 'done'; readonly results: readonly (readonly Row[])[] }
  /** `statement` is null where the server does not say it; `position` then counts within that statement. */
  | { readonly kind: 'refused'; readonly failure: SqlFailure; readonly statement: number | null };

/** Sends statements as one message; throws for a broken connection, never for an error of the server. */
export async function askTogether(client: Client, statements: readonly string[]): Promise<Batch> {
  try {
    const answer: unknown = await client.query(statements.join(separator));
    const results = (Array.isArray(answer) ? answer : [answer]) as readonly QueryResult<Row>[];
    return { kind: 'done', results: results.map((result) => result.rows) };
  } catch (thrown) {
    const failure = refusalOf(thrown);
    return locate(statements, failure);
  }
}

/** The server counts code points in the whole message; this counts them in the statement. */
function locate(statements: readonly string[], failure: SqlFailure): Batch {
  if (failure.position === null) return { kind: 'refused', failure, statement: null };
  let from = 0;
  for (const [index, statement] of statements.entries()) {
    const length = [...statement].length;
    if (failure.position - 1 <= from + length) {
      return { kind: 'refused', failure: { ...failure, position: failure.position - from }, statement: index };
    }
    from += length + separator.length;
  }
  return { kind: 'refused', failure, statement: null };
}
