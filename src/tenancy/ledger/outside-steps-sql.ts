import { functionSql } from '../control/function-sql.js';

/** SQL of what is written down about steps that no transaction can hold, and about those that failed. */
export function outsideStepsSql(): string {
  return [startStep(), finishStep(), failStep()].join('\n');
}

/**
 * What was begun by a session that is no more is anybody's. A session is told by its process and its beginning; who may
 * not see when another's session began takes it for the one. An advisory lock would not do: those are anybody's to take.
 */
function startStep(): string {
  return functionSql({
    name: 'start_step', parameters: 'schema_name text, migration integer, wanted integer', returns: 'jsonb',
    declare: `  state constant text := cognition.lock_step(schema_name, migration, wanted);
  there cognition.migration_ledger;
  one cognition.migration_steps;
  slots jsonb := '{}';`,
    body: `  if state <> 'due' then return jsonb_build_object('state', state); end if;
  select l.* into there from cognition.migration_ledger l where l.schema_name = start_step.schema_name and l.number = migration and l.step = wanted;
  if there.state = 'started' and there.pid <> pg_backend_pid() and exists (select from pg_stat_get_activity(there.pid) a where coalesce(a.backend_start = there.session_start, true)) then
    return jsonb_build_object('state', 'busy');
  end if;
  insert into cognition.migration_ledger as l (number, schema_name, step, state, pid, session_start)
    select migration, start_step.schema_name, wanted, 'started', a.pid, a.backend_start from pg_stat_get_activity(pg_backend_pid()) a
    on conflict on constraint migration_ledger_pkey do update set state = 'started', started_at = clock_timestamp(), finished_at = null, error = null, attempts = l.attempts + 1, pid = excluded.pid, session_start = excluded.session_start;
  select s.* into one from cognition.migration_steps s where s.number = migration and s.step = wanted;
  if one.home = 'tenant' then slots := cognition.tenant_slots(start_step.schema_name); end if;
  return jsonb_build_object('state', 'due', 'again', there.number is not null, 'statement', case one.home when 'tenant' then cognition.expand_pieces(one.pieces, slots) else array_to_string(one.pieces, '') end,
    'path', cognition.expand_pieces(one.path, slots), 'outside', one.outside, 'valid', (select i.indisvalid and i.indisready from pg_class c join pg_index i on i.indexrelid = c.oid
      where c.relname = one.outside ->> 'name' and c.relnamespace = to_regnamespace(quote_ident(start_step.schema_name))));`,
    comment: 'Begins a step outside transactions; what it runs in this schema.',
  });
}

function finishStep(): string {
  return functionSql({
    name: 'finish_step', parameters: 'schema_name text, migration integer, wanted integer', returns: 'text',
    declare: '  state constant text := cognition.lock_step(schema_name, migration, wanted);',
    body: `  if state = 'due' then perform cognition.note_done(schema_name, migration, wanted, wanted, clock_timestamp()); end if;
  return state;`,
    comment: 'Ends a step outside transactions.',
  });
}

/** Waits for nobody: whoever holds the tenant writes down more. */
function failStep(): string {
  return functionSql({
    name: 'fail_step', parameters: 'schema_name text, migration integer, wanted integer, reason text', returns: 'void',
    body: `  insert into cognition.migration_ledger as l (number, schema_name, step, state, finished_at, error)
    values (migration, fail_step.schema_name, wanted, 'failed', clock_timestamp(), left(reason, 2000))
    on conflict on constraint migration_ledger_pkey do update set state = 'failed', finished_at = excluded.finished_at, error = excluded.error, pid = null, session_start = null,
      attempts = l.attempts + case l.state when 'failed' then 1 else 0 end
    where l.state <> 'done' and (l.pid is null or l.pid = pg_backend_pid() or not exists (select from pg_stat_get_activity(l.pid)));`,
    comment: 'Writes down why a step failed.',
  });
}
