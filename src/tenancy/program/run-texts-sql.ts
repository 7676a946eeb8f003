/** Settings of a new cluster, so that literals are read and objects made as they were when the template was checked. */
export const builderSettings = `set search_path = pg_catalog, pg_temp set check_function_bodies = off set standard_conforming_strings = on set datestyle = 'ISO, MDY'
set intervalstyle = 'postgres' set timezone = 'UTC' set default_tablespace = '' set default_table_access_method = heap set xmloption = 'content'
set row_security = on set quote_all_identifiers = off set transform_null_equals = off set array_nulls = on set client_min_messages = warning`;

/**
 * SQL of `cognition.run_texts`: statements, each under its path (null: it stays), with the rights of who calls; labels go before what
 * a failure says. With `asks` the last
 * is a query for one list. What the tool adds to a schema's objects is added behind them where `finishes` names it.
 *
 * What may become nobody else calls it out of a SECURITY DEFINER function of its own, made for the one call: PostgreSQL
 * forbids SET ROLE there; out of a role that was only set, a template would find the way back to the control owner. That
 * function is SQL and one line. PL/pgSQL would be compiled for each tenant, and the plans of functions that are no more
 * stay with the session, which looks through all of them whenever a catalog changes: the work would grow with its square.
 *
 * What the loop says has no operator, since it is read under the tenant's path.
 */
export function runTextsSql(): string {
  return `
create or replace function cognition.run_texts(labels text[], texts text[], paths text[], asks boolean, finishes text) returns text[] language plpgsql
${builderSettings} as $run$
declare
  step int; state text; message text; detail text; hint text; answer text[];
begin
  begin
    for step_here in 1 .. pg_catalog.cardinality(texts) loop
      step := step_here;
      if paths[step] is not null then perform pg_catalog.set_config('search_path', paths[step], true); end if;
      if asks then execute texts[step] into answer; else execute texts[step]; end if;
    end loop;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    set constraints all immediate;
  exception when others then
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    raise exception using errcode = state, message = concat_ws(': ', labels[step], message), detail = concat_ws(E'\\n', nullif(detail, ''), left(texts[step], 400)), hint = hint;
  end;
  if finishes is not null then perform cognition.finish_schema(finishes); end if;
  return answer;
end
$run$;`;
}
