import { quoteLiteral } from '../../../postgres/quote.js';

/** A question in a tenant's names. */
export interface AskedQuestion {
  readonly n: number;
  readonly sql: string | null;
  readonly type: string;
  readonly all: string;
  readonly rows: string;
  readonly one: string;
}

/**
 * A DO block that asks everything and ends by an error that holds the answers: a block gives nothing back. Blocks in it
 * assign values to a variable of the new type, which is what a table's rewriting does to them. What is not there yet
 * cannot be asked (SQLSTATE 42), nor what would change something (25); where an earlier question has found rows, an
 * error of a later one comes of the same. What the loop says itself has no operator: it is read under the tenant's path.
 */
export function questionBlock(asked: readonly AskedQuestion[], path: string): string {
  const questions = asked.map(({ n, sql, type, all, rows, one }) => ({ n, sql, all: allBlock(type, all), find: findBlock(type, rows, one) }));
  const literal = quoteLiteral(JSON.stringify(questions));
  return `do ${tagged(literal)}
declare
  path constant text := ${quoteLiteral(path)};
  one jsonb; found jsonb; answers jsonb := '[]'; state text; message text; any_found boolean := false;
begin
  for one in select e.value from jsonb_array_elements(${literal}::jsonb) e loop
    found := null;
    state := null;
    begin
      perform pg_catalog.set_config('search_path', path, true);
      if pg_catalog.jsonb_typeof(pg_catalog.jsonb_extract_path(one, 'sql')) operator(pg_catalog.=) 'string' then execute pg_catalog.jsonb_extract_path_text(one, 'sql') into found;
      else execute pg_catalog.jsonb_extract_path_text(one, 'all'); end if;
    exception when others or assert_failure then get stacked diagnostics state = returned_sqlstate, message = message_text;
    end;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    if state ~ '^(08|40|53|57|58|XX|55P03)' then raise exception using errcode = state, message = message; end if;
    if state ~ '^(42|25|0A)' then answers := answers || jsonb_build_object('n', one -> 'n', 'rows', null, 'why', message);
    elsif state is not null and not any_found then
      found := '[]';
      begin
        perform pg_catalog.set_config('search_path', path, true);
        execute pg_catalog.jsonb_extract_path_text(one, 'find');
      exception when sqlstate 'PGC28' then get stacked diagnostics message = message_text; found := message::jsonb;
        when others then null;
      end;
      perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end if;
    if found is not null then
      any_found := true;
      answers := answers || jsonb_build_object('n', one -> 'n', 'rows', found, 'why', null);
    end if;
  end loop;
  raise exception using errcode = 'PGC29', message = answers::text;
end ${tagged(literal)}`;
}

/** A tag that a text has not. */
function tagged(text: string): string {
  let tag = '$pgcog$';
  while (text.includes(tag)) tag = tag.replace(/\$$/u, '_$');
  return tag;
}

function allBlock(type: string, all: string): string {
  return block(`#variable_conflict use_column
declare pgcog_value ${type};
begin
  for pgcog_value in ${all} loop null; end loop;
end`);
}

/** Row by row, since one that fails ends the query that it is in. */
function findBlock(type: string, rows: string, one: string): string {
  return block(`#variable_conflict use_column
declare pgcog_value ${type}; pgcog_one record; pgcog_found pg_catalog.jsonb := '[]';
begin
  for pgcog_one in ${rows} loop
    begin
      pgcog_value := (${one});
    exception when others or assert_failure then pgcog_found := pg_catalog.jsonb_insert(pgcog_found, '{-1}', pgcog_one.pgcog_key, true);
    end;
    exit when pg_catalog.jsonb_array_length(pgcog_found) operator(pg_catalog.>=) 5;
  end loop;
  raise exception using errcode = 'PGC28', message = pgcog_found::pg_catalog.text;
end`);
}

function block(body: string): string {
  const tag = tagged(body);
  return `do ${tag}\n${body}\n${tag}`;
}
