import type { Client, QueryResult } from 'pg';
import { quoteLiteral } from '../../postgres/quote.js';

/** One statement's text to be planned as one role. */
export interface Question {
  /** The database role. */
  readonly role: string;
  readonly text: string;
}

/** What the server answered to a {@link Question}: null where it would run. */
export interface Refusal {
  readonly sqlState: string;
  readonly message: string;
}

/** Questions of one message: their locks stand until its end. */
const messageSize = 2000;

/**
 * Planning checks tables, columns, views and functions without running anything (PostgreSQL's EXPLAIN, GENERIC_PLAN).
 * A setting carries questions in and answers out, because DO takes no parameters and gives no rows.
 */
const block = `do $plan$
declare
  question record;
  answers jsonb := '[]';
  state text; said text; asked text := '';
begin
  for question in
    select r.ordinality - 1 as at, r.value ->> 0 as role, r.value ->> 1 as text
    from json_array_elements(current_setting('pgcog.plan')::json) with ordinality as r order by r.ordinality
  loop
    if question.role <> asked then
      execute format('set local role %I', question.role);
      asked := question.role;
    end if;
    begin
      execute 'explain (generic_plan, costs off) ' || question.text;
    exception when others then
      get stacked diagnostics state = returned_sqlstate, said = message_text;
      answers := answers || jsonb_build_array(jsonb_build_array(question.at, state, said));
    end;
  end loop;
  perform set_config('pgcog.plan', answers::text, true);
end $plan$`;

async function askSome(client: Client, questions: readonly Question[]): Promise<(Refusal | null)[]> {
  const answers: (Refusal | null)[] = questions.map(() => null);
  const input = quoteLiteral(JSON.stringify(questions.map(({ role, text }) => [role, text])));
  const message = `begin; set local search_path = pg_catalog; select set_config('pgcog.plan', ${input}, true); ${block}; reset role; select current_setting('pgcog.plan') as answers; rollback`;
  const results = (await client.query(message)) as unknown as readonly QueryResult<{ answers?: string }>[];
  const row = results.map((result) => result.rows[0]).find((one) => one?.answers !== undefined);
  if (row?.answers === undefined) throw new Error('statements: planning gave no answer');
  for (const [at, sqlState, message_] of JSON.parse(row.answers) as [number, string, string][]) answers[at] = { sqlState, message: message_ };
  return answers;
}

/**
 * Plans each text as its role, in few round trips, and rolls all back.
 *
 * @param client a session that may SET ROLE to every role asked about
 */
export async function planAsRoles(client: Client, questions: readonly Question[]): Promise<readonly (Refusal | null)[]> {
  const answers: (Refusal | null)[] = [];
  for (let start = 0; start < questions.length; start += messageSize) {
    answers.push(...(await askSome(client, questions.slice(start, start + messageSize))));
  }
  return answers;
}
