import type { Client } from 'pg';
import { sqlFailure } from '../../postgres/failure.js';
import type { Answer, Attempt, Login, Outcome } from './types.js';

/** Milliseconds that all attempts of a message may take; where they do not, each is made alone. */
const together = 30_000;
const alone = 5_000;
/** In one message. */
const batchSize = 400;

interface Raw {
  readonly state: string | null;
  readonly message: string | null;
  readonly rows: number;
  readonly found: string | null;
}

/**
 * A DO block runs with the rights of the login alone. Each attempt ends in an exception, which undoes it; variables
 * keep what it gave. `PGCOK` is no code of PostgreSQL's.
 */
const block = `do $proof$
declare
  attempts constant pg_catalog.jsonb := pg_catalog.current_setting('pgcog.attempts')::pg_catalog.jsonb;
  member constant pg_catalog.text := pg_catalog.current_setting('pgcog.member');
  answers pg_catalog.jsonb := '[]';
  one pg_catalog.jsonb; n pg_catalog.int8; seen pg_catalog.text; state pg_catalog.text; said pg_catalog.text;
begin
  for one in select a from pg_catalog.jsonb_array_elements(attempts) as e(a) loop
    n := 0; seen := null;
    begin
      if member operator(pg_catalog.<>) '' then perform cognition.enter(member); end if;
      if (one operator(pg_catalog.->>) 'reads')::pg_catalog.bool then
        execute one operator(pg_catalog.->>) 'sql' into n, seen;
      else
        execute one operator(pg_catalog.->>) 'sql';
        get diagnostics n = row_count;
      end if;
      raise exception using errcode = 'PGCOK';
    exception when others or assert_failure then
      get stacked diagnostics state = returned_sqlstate, said = message_text;
      answers := answers operator(pg_catalog.||) pg_catalog.jsonb_build_object('state', nullif(state, 'PGCOK'), 'message', said, 'rows', n, 'found', seen);
    end;
  end loop;
  perform pg_catalog.set_config('pgcog.attempts', answers::pg_catalog.text, false);
end $proof$`;

/** Makes the attempts, each undone, in the session of a login. The answers are in the attempts' order. */
export async function tryAll(client: Client, login: Login, attempts: readonly Attempt[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < attempts.length; start += batchSize) {
    const some = attempts.slice(start, start + batchSize);
    const raw = (await send(client, login, some, together)) ?? (await oneByOne(client, login, some));
    answers.push(...some.map((attempt, i) => judge(attempt, raw[i])));
  }
  return answers;
}

/** Null where the time was over: a function that does not end, say. */
async function send(client: Client, login: Login, attempts: readonly Attempt[], time: number): Promise<readonly Raw[] | null> {
  const input = JSON.stringify(attempts.map(({ sql, reads }) => ({ sql, reads })));
  try {
    await client.query(`select set_config('pgcog.attempts', $1, false), set_config('pgcog.member', $2, false), set_config('statement_timeout', $3, false), set_config('lock_timeout', '1s', false)`, [input, login.enters ?? '', String(time)]);
    await client.query(block);
    const { rows } = await client.query<{ answers: string }>(`select current_setting('pgcog.attempts') as answers`);
    return JSON.parse(rows[0]?.answers ?? '[]') as Raw[];
  } catch (error) {
    if (sqlFailure(error)?.sqlState !== '57014') throw error;
    return null;
  }
}

async function oneByOne(client: Client, login: Login, attempts: readonly Attempt[]): Promise<readonly Raw[]> {
  const answers: Raw[] = [];
  for (const attempt of attempts) {
    const [answer] = (await send(client, login, [attempt], alone)) ?? [];
    answers.push(answer ?? { state: '57014', message: `not done after ${alone} ms`, rows: 0, found: null });
  }
  return answers;
}

function judge(attempt: Attempt, raw: Raw | undefined): Answer {
  if (raw === undefined) throw new Error(`no answer to ${attempt.sql}`);
  const { state, message, rows, found } = raw;
  const refused = state === '42501' && !isPolicy(message);
  return { outcome: outcomeOf(attempt, raw, refused), rows: Number(rows), state, message: state === null ? null : message, through: refused && !isDirect(attempt, message), found };
}

const isPolicy = (message: string | null): boolean => /row-level security policy/.test(message ?? '');

function outcomeOf({ verb }: Attempt, { state, message, rows }: Raw, refused: boolean): Outcome {
  if (refused) return 'refused';
  if (state !== null) return isPolicy(message) ? 'hidden' : 'failed';
  return verb === 'execute' || verb === 'nextval' || Number(rows) > 0 ? 'rows' : 'hidden';
}

/** The object itself, its schema or the way in was refused. PostgreSQL's words, as the server says them in English. */
function isDirect({ thing }: Attempt, message: string | null): boolean {
  if (message === 'not an active member of this tenant and role' || message === 'permission denied for schema cognition') return true;
  const name = thing.routine === null ? thing.name : thing.name.slice(0, thing.name.lastIndexOf('('));
  return message === `permission denied for schema ${thing.schema}` || (message ?? '').replace(/^permission denied for (materialized view|foreign table|[a-z]+) /, '') === name;
}
