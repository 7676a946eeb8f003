import type { Client } from 'pg';
import { askAndUndo, integerArray, textArray } from './ask-and-undo.js';

/** A refusal: the text at `number` (from 0), planned as the role at `role`. */
export interface Refusal {
  readonly role: number;
  readonly number: number;
  readonly state: string;
  readonly message: string;
}

const explainAll = `
create function pg_temp.pgcog_explain_all(roles text[], statements text[], who integer[], what integer[])
returns table (at_role integer, at_text integer, state text, said text) language plpgsql as $body$
declare
  texts constant text[] := statements;
  as_role constant integer[] := who;
  as_text constant integer[] := what;
  now_role integer := 0;
begin
  for one in 1 .. coalesce(array_length(as_role, 1), 0) loop
    if as_role[one] <> now_role then
      now_role := as_role[one];
      perform pg_catalog.set_config('role', roles[now_role], true);
    end if;
    begin
      execute 'explain (generic_plan, costs off) ' || texts[as_text[one]];
    exception when others then
      get stacked diagnostics state = returned_sqlstate, said = message_text;
      at_role := now_role - 1;
      at_text := as_text[one] - 1;
      return next;
    end;
  end loop;
  perform pg_catalog.set_config('role', 'none', true);
end $body$`;

/** Texts to plan, and as which of the roles each. */
export interface ExplainInput {
  /** Database roles. */
  readonly roles: readonly string[];
  readonly texts: readonly string[];
  readonly pairs: readonly { readonly role: number; readonly text: number }[];
}

/**
 * Plans texts (with `$n`) as roles, all in one message, and gives the refusals. Nothing is run; rights on tables, columns,
 * views and functions that the text names are checked as for a run. The session may become the roles and
 * has no rights to lose: planning runs functions of the template that are IMMUTABLE, and these can leave the role.
 */
export async function explainAsRoles(prober: Client, { roles, texts, pairs }: ExplainInput): Promise<readonly Refusal[]> {
  if (pairs.length === 0) return [];
  const ordered = [...pairs].sort((a, b) => a.role - b.role || a.text - b.text);
  const rows = await askAndUndo<{ at_role: number; at_text: number; state: string; said: string }>(
    prober, `set local search_path = pg_catalog; ${explainAll}`,
    `select * from pg_temp.pgcog_explain_all(${textArray(roles)}, ${textArray(texts)},
      ${integerArray(ordered.map(({ role }) => role + 1))}, ${integerArray(ordered.map(({ text }) => text + 1))})`);
  return rows.map(({ at_role: role, at_text: number, state, said: message }) => ({ role, number, state, message }));
}
