/**
 * SQL of `cognition.fill_schema`: the objects of one schema, which is there with its owner and its roles
 * (`cognition.make_tenant_schema`), in the transaction of its caller; with the control owner's rights.
 */
export function fillSchemaSql(): string {
  return [expandSql, fillSql].join('\n');
}

const expandSql = `
create or replace function cognition.expand_pieces(pieces text[], slots jsonb) returns text language sql immutable strict begin atomic
  select coalesce(string_agg(case when n % 2 = 1 then piece else slots ->> piece end, '' order by n), '') from unnest(pieces) with ordinality as p(piece, n);
end;`;

/** Settings of a new cluster, so that literals are read and objects made as they were when the template was checked. */
export const builderSettings = `set search_path = pg_catalog, pg_temp set check_function_bodies = off set standard_conforming_strings = on set datestyle = 'ISO, MDY'
set intervalstyle = 'postgres' set timezone = 'UTC' set default_tablespace = '' set default_table_access_method = heap set xmloption = 'content'
set row_security = on set quote_all_identifiers = off set transform_null_equals = off set array_nulls = on set client_min_messages = warning`;

/**
 * The statements run inside a SECURITY DEFINER function of the new owner's: what they make is the owner's, and nothing in
 * them can become anybody else, since PostgreSQL forbids SET ROLE there; out of a role that was only set, a template
 * would find the way back to the control owner. A path is null where it stays; what the loop says has no operator, since
 * it is read under the template's path.
 */
const builderSql = `create function %1$I.pgcog_build(texts text[], paths text[], exact_rows boolean)
returns table (object text, definition text) language plpgsql security definer
${builderSettings} as $build$
declare
  step int; state text; message text; detail text; hint text;
begin
  begin
    for step_here in 1 .. pg_catalog.cardinality(texts) loop
      step := step_here;
      if paths[step] is not null then perform pg_catalog.set_config('search_path', paths[step], true); end if;
      execute texts[step];
    end loop;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    set constraints all immediate;
  exception when others then
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    raise exception using errcode = state, message = format('statement %%s of the template: %%s', step, message),
      detail = concat_ws(E'\\n', nullif(detail, ''), left(texts[step], 400)), hint = hint;
  end;
  perform cognition.finish_schema(%1$L);
  return query select r.object, r.definition from cognition.schema_rows(%1$L, exact_rows) r;
end
$build$`;

const fillSql = `
create or replace function cognition.fill_schema(schema_name text, program text) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $make$
declare
  own text := schema_name || '_owner';
  stored cognition.template_programs := (select p from cognition.template_programs p where p.version = program);
  slots jsonb; texts text[]; paths text[]; made jsonb;
begin
  if stored.version is null then
    raise exception using errcode = 'PGC20', message = 'no template program is stored', hint = 'run pgcog migrate up';
  end if;
  select jsonb_build_object('schema', quote_ident(schema_name), 'schema text', schema_name, 'owner', quote_ident(own))
      || jsonb_object_agg('role ' || (r ->> 'name'), quote_ident(schema_name || '_' || (r ->> 'name')))
    into slots from jsonb_array_elements(stored.roles) as r;
  select array_agg(cognition.expand_pieces(s.pieces, slots) order by s.number), array_agg(case when s.path is not null then cognition.expand_pieces(s.path, slots) end order by s.number)
    into texts, paths from (
      select t.number, t.pieces, case when t.path is distinct from lag(t.path) over (order by t.number) then t.path end as path from cognition.template_steps t where t.version = program) as s;
  execute format($builder$${builderSql}$builder$, schema_name);
  execute format('alter function %I.pgcog_build(text[], text[], boolean) owner to %I', schema_name, own);
  execute format('select coalesce(jsonb_agg(to_jsonb(b)), ''[]'') from %I.pgcog_build($1, $2, $3) b', schema_name) into made
    using coalesce(texts, '{}'), coalesce(paths, '{}'), stored.exact_rows;
  execute format('drop function %I.pgcog_build(text[], text[], boolean)', schema_name);
  return made;
end
$make$;`;
