import { controlOwner } from '../control/role-names.js';
import { functionSql } from '../control/function-sql.js';
import { expanded } from './expanded.js';

/** SQL of the functions that run statements of migrations in one schema; called by the owner's functions alone. */
export function runStepsSql(): string {
  return [runTexts(), runSteps(), runShared()].join('\n');
}

/**
 * As `fill_schema` does it: by the schema's owner, who can become nobody else in there. That role calls it, too: of the control
 * owner PostgreSQL would have to ask which roles it is a member of, and these are as many as there are tenants.
 */
const builderSql = `create function %1$I.pgcog_migrate(text[], text[], text[], boolean, text) returns text[] language sql security definer set search_path = pg_catalog, pg_temp
as 'select cognition.run_texts($1, $2, $3, $4, $5)'`;

function runTexts(): string {
  return functionSql({
    name: 'run_as_owner', parameters: 'schema_name text, labels text[], texts text[], paths text[], asks boolean, careful boolean', returns: 'text[]', declare: '  answer text[];',
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
  execute format('select %I.pgcog_migrate($1, $2, $3, $4, $5)', schema_name) into answer using labels, texts, paths, asks, case when careful then schema_name end;
  execute format('drop function %I.pgcog_migrate(text[], text[], text[], boolean, text)', schema_name);
  perform set_config('role', '${controlOwner}', true);
  return answer;`,
    comment: 'Runs statements in a schema as its owner; of shared that is the control owner.',
  });
}

/** \`as_template\`: what cannot be in a transaction is done in one, since nobody waits for the template. */
function runSteps(): string {
  return functionSql({
    name: 'run_steps', parameters: 'schema_name text, migration integer, first_step integer, last_step integer, as_template boolean default false', returns: 'void',
    declare: `  slots constant jsonb := cognition.tenant_slots(schema_name) || '{"range": "true"}';
  labels text[]; texts text[]; paths text[]; careful boolean;`,
    body: `  select array_agg('step ' || s.step order by s.step), array_agg(${expanded('case when as_template then s.template_pieces else s.pieces end', 'slots')} order by s.step),
    array_agg(${expanded('s.path', 'slots')} order by s.step), bool_or(s.careful)
    into labels, texts, paths, careful from cognition.migration_steps s
    where s.number = migration and s.step between first_step and last_step and s.home = 'tenant' and (not as_template or s.template_pieces is not null);
  if texts is null then return; end if;
  perform cognition.run_as_owner(schema_name, labels, texts, paths, false, careful);
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
