import { controlOwner } from '../control/role-names.js';
import { functionSql } from '../control/function-sql.js';
import { builderSettings } from '../program/fill-schema-sql.js';

/** SQL of the functions that run statements of migrations in one schema; called by the owner's functions alone. */
export function runStepsSql(): string {
  return [runTexts(), runSteps(), runShared()].join('\n');
}

/**
 * As `fill_schema` does it: inside a SECURITY DEFINER function of the schema's owner nobody can become anybody else, and
 * what the loop says has no operator, since it is read under the tenant's path. With `asks` the last text is a query for
 * one list.
 */
const builderSql = `create function %1$I.pgcog_migrate(numbers text[], texts text[], paths text[], asks boolean, careful boolean) returns text[] language plpgsql security definer
${builderSettings} as $migrate$
declare
  step int; state text; message text; detail text; hint text; answer text[];
begin
  begin
    for step_here in 1 .. pg_catalog.cardinality(texts) loop
      step := step_here;
      perform pg_catalog.set_config('search_path', paths[step], true);
      if asks then execute texts[step] into answer; else execute texts[step]; end if;
    end loop;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    set constraints all immediate;
  exception when others then
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    raise exception using errcode = state, message = format('step %%s: %%s', numbers[step], message), detail = concat_ws(E'\\n', nullif(detail, ''), left(texts[step], 400)), hint = hint;
  end;
  if careful then perform cognition.finish_schema(%1$L); end if;
  return answer;
end
$migrate$`;

function runTexts(): string {
  return functionSql({
    name: 'run_as_owner', parameters: 'schema_name text, numbers text[], texts text[], paths text[], asks boolean, careful boolean', returns: 'text[]', declare: '  answer text[];',
    body: `  if schema_name = 'shared' then
    for n in 1 .. cardinality(texts) loop
      perform set_config('search_path', paths[n], true);
      if asks then execute texts[n] into answer; else execute texts[n]; end if;
      perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end loop;
    return answer;
  end if;
  perform set_config('role', schema_name || '_owner', true);
  execute format($builder$${builderSql}$builder$, schema_name);
  perform set_config('role', '${controlOwner}', true);
  execute format('select %I.pgcog_migrate($1, $2, $3, $4, $5)', schema_name) into answer using numbers, texts, paths, asks, careful;
  execute format('drop function %I.pgcog_migrate(text[], text[], text[], boolean, boolean)', schema_name);
  return answer;`,
    comment: 'Runs statements in a schema as its owner; of shared that is the control owner.',
  });
}

/** \`as_template\`: what cannot be in a transaction is done in one, since nobody waits for the template. */
function runSteps(): string {
  return functionSql({
    name: 'run_steps', parameters: 'schema_name text, migration integer, first_step integer, last_step integer, as_template boolean default false', returns: 'void',
    declare: `  slots constant jsonb := cognition.tenant_slots(schema_name) || '{"range": "true"}';
  numbers text[]; texts text[]; paths text[]; careful boolean;`,
    body: `  select array_agg(s.step::text order by s.step), array_agg(cognition.expand_pieces(case when as_template then s.template_pieces else s.pieces end, slots) order by s.step),
    array_agg(cognition.expand_pieces(s.path, slots) order by s.step), bool_or(s.careful)
    into numbers, texts, paths, careful from cognition.migration_steps s
    where s.number = migration and s.step between first_step and last_step and s.home = 'tenant' and (not as_template or s.template_pieces is not null);
  if texts is null then return; end if;
  perform cognition.run_as_owner(schema_name, numbers, texts, paths, false, careful);
  if careful and not as_template then perform cognition.check_schema_rules(schema_name, cognition.current_program()); end if;`,
    comment: 'Runs steps of a migration in one schema, in the transaction of its caller.',
  });
}

/** As the control schema's owner, whose shared is; what has come into it is opened to tenants. */
function runShared(): string {
  return functionSql({
    name: 'run_shared', parameters: 'migration integer, first_step integer, last_step integer', returns: 'void',
    declare: '  one cognition.migration_steps;\n  before jsonb;\n  state text;\n  message text;',
    body: `  select coalesce(jsonb_agg(to_jsonb(r) order by r.object), '[]') into before from cognition.schema_rows('shared', true) r;
  for one in select s.* from cognition.migration_steps s where s.number = migration and s.home = 'shared' and s.step between first_step and last_step order by s.step loop
    begin
      perform set_config('search_path', cognition.expand_pieces(one.path, '{}'), true);
      execute pg_catalog.array_to_string(one.pieces, '');
      perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    exception when others then
      perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
      get stacked diagnostics state = returned_sqlstate, message = message_text;
      raise exception using errcode = state, message = format('step %s: %s', one.step, message), detail = left(one.statement, 400);
    end;
  end loop;
  perform cognition.finish_schema('shared');
  perform cognition.open_shared();
  -- What a migration puts there is the template's own; what others have put there stays theirs.
  update cognition.installed_template i set shared_rows = (select coalesce(jsonb_agg(to_jsonb(r) order by r.object), '[]') from cognition.schema_rows('shared', true) r) where i.shared_rows = before;`,
    comment: 'Runs steps of a migration in schema shared.',
  });
}
