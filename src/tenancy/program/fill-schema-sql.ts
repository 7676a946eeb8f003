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

/** By its schema's owner: `cognition.run_texts` says why it is there. */
const builderSql = `create function %1$I.pgcog_build(labels text[], texts text[], paths text[], exact_rows boolean) returns table (object text, definition text) language sql security definer
set search_path = pg_catalog, pg_temp as $build$
  select cognition.run_texts($1, $2, $3, false, %1$L);
  select r.object, r.definition from cognition.schema_rows(%1$L, $4) r;
$build$`;

const fillSql = `
create or replace function cognition.fill_schema(schema_name text, program text) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $make$
declare
  own text := schema_name || '_owner';
  stored cognition.template_programs := (select p from cognition.template_programs p where p.version = program);
  slots jsonb; labels text[]; texts text[]; paths text[]; made jsonb;
begin
  if stored.version is null then
    raise exception using errcode = 'PGC20', message = 'no template program is stored', hint = 'run pgcog migrate up';
  end if;
  select jsonb_build_object('schema', quote_ident(schema_name), 'schema text', schema_name, 'owner', quote_ident(own))
      || jsonb_object_agg('role ' || (r ->> 'name'), quote_ident(schema_name || '_' || (r ->> 'name')))
    into slots from jsonb_array_elements(stored.roles) as r;
  select array_agg(format('statement %s of the template', s.n) order by s.number), array_agg(cognition.expand_pieces(s.pieces, slots) order by s.number), array_agg(case when s.path is not null then cognition.expand_pieces(s.path, slots) end order by s.number)
    into labels, texts, paths from (
      select t.number, row_number() over (order by t.number) as n, t.pieces, case when t.path is distinct from lag(t.path) over (order by t.number) then t.path end as path from cognition.template_steps t where t.version = program) as s;
  execute format($builder$${builderSql}$builder$, schema_name);
  execute format('alter function %I.pgcog_build(text[], text[], text[], boolean) owner to %I', schema_name, own);
  execute format('select coalesce(jsonb_agg(to_jsonb(b)), ''[]'') from %I.pgcog_build($1, $2, $3, $4) b', schema_name) into made
    using coalesce(labels, '{}'), coalesce(texts, '{}'), coalesce(paths, '{}'), stored.exact_rows;
  execute format('drop function %I.pgcog_build(text[], text[], text[], boolean)', schema_name);
  return made;
end
$make$;`;
