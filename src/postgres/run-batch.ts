import type { Client, QueryResult } from 'pg';
import { quoteLiteral } from './quote.js';
import type { SqlFailure } from './types.js';

/** Statements in one round trip: enough to make round trips cheap, few enough to hold in memory several times. */
const batchSize = 1000;

/**
 * Runs statements in order, in as few round trips as possible; a failing one is undone and the others go on. Each answer
 * is null or why it failed, without `position` (a function does not get to know it): run the statement by
 * {@link runInSavepoint} for that. Rows are thrown away. Not for transaction control, COPY or what cannot stand in a
 * function. Within a transaction it is part of it; else every batch of a thousand is one.
 *
 * Throws what `pg` throws when a batch as a whole is stopped: the connection breaks, or the time is over.
 */
export async function runBatch(client: Client, statements: readonly string[]): Promise<(SqlFailure | null)[]> {
  const answers: (SqlFailure | null)[] = statements.map(() => null);
  for (let start = 0; start < statements.length; start += batchSize) {
    for (const { at, ...failure } of await runSome(client, statements.slice(start, start + batchSize))) {
      answers[start + at - 1] = { ...failure, position: null };
    }
  }
  return answers;
}

/** `at` counts from 1. */
interface RawFailure extends Omit<SqlFailure, 'position'> {
  readonly at: number;
}

/** A DO block takes no parameters and gives no rows; a setting carries the statements in and the failures out. */
const block = `do $batch$
declare
  statements constant json := current_setting('pgcog.batch');
  failures jsonb := '[]';
  statement text;
  number integer := 0;
  state text; said text; details text; advice text;
begin
  for statement in select json_array_elements_text(statements) loop
    number := number + 1;
    begin
      execute statement;
    exception when others or assert_failure then
      get stacked diagnostics state = returned_sqlstate, said = message_text, details = pg_exception_detail, advice = pg_exception_hint;
      failures := failures || jsonb_build_object('at', number, 'sqlState', state, 'message', said,
        'detail', nullif(details, ''), 'hint', nullif(advice, ''));
    end;
  end loop;
  perform set_config('pgcog.batch', failures::text, false);
end $batch$`;

async function runSome(client: Client, statements: readonly string[]): Promise<readonly RawFailure[]> {
  const input = quoteLiteral(JSON.stringify(statements));
  const message = `select set_config('pgcog.batch', ${input}, false); ${block}; select current_setting('pgcog.batch') as failures`;
  // With several statements in one message pg gives a list of results, which its types do not say.
  const results = (await client.query(message)) as unknown as readonly QueryResult<{ failures: string }>[];
  const failures = results.at(-1)?.rows[0]?.failures;
  if (failures === undefined) throw new Error('a batch of statements gave no answer');
  return JSON.parse(failures) as RawFailure[];
}
