import { functionSql } from '../control/function-sql.js';
import { controlOwner } from '../control/role-names.js';
import { expanded } from './expanded.js';
import { busyStep } from './watched-steps-sql.js';

/** SQL of what is written down about steps that no transaction can hold, and about those that failed. */
export function outsideStepsSql(): string {
  return [beginStep(), startStep(), finishStep(), failStep()].join('\n');
}

function startStep(): string {
  return functionSql({
    name: 'start_step', parameters: 'schema_name text, migration integer, wanted integer, patience integer default null, session_start timestamptz default null', returns: 'jsonb',
    declare: '  state constant text := cognition.lock_step(schema_name, migration, wanted);',
    body: `  if state <> 'due' then return jsonb_build_object('state', state); end if;
  return cognition.begin_step(schema_name, migration, wanted, patience, session_start);`,
    comment: 'Begins a step outside transactions; what it runs in this schema.',
  });
}

/**
 * What was begun by a session that is no more is anybody's.
 *
 * With `patience` the session is the schema owner's when this is committed, under the step's path, and waits so many
 * milliseconds for a lock or a statement: what is to be run can be sent as it is. Who has asked when its session began
 * says it: PostgreSQL asks for each answer whether the control owner may have it, who is a member of as many roles as there
 * are tenants.
 */
function beginStep(): string {
  return functionSql({
    name: 'begin_step', parameters: 'schema_name text, migration integer, wanted integer, patience integer, session_start timestamptz', returns: 'jsonb',
    declare: `  slots constant jsonb := case schema_name when 'shared' then '{}' else cognition.tenant_slots(schema_name) end;
  one record;
  answer jsonb;`,
    body: `  select ${expanded('s.pieces', 'slots')} as statement, ${expanded('s.path', 'slots')} as path, s.outside, l.number is not null as again,
    coalesce(${busyStep('null')}, false) as busy,
    (select i.indisvalid and i.indisready from pg_class c join pg_index i on i.indexrelid = c.oid
      where c.relname = (s.outside ->> 'name')::name and c.relnamespace = to_regnamespace(quote_ident(begin_step.schema_name))) as valid
    into strict one from cognition.migration_steps s left join cognition.migration_ledger l on l.schema_name = begin_step.schema_name and l.number = s.number and l.step = s.step
    where s.number = migration and s.step = wanted;
  if one.busy then return jsonb_build_object('state', 'busy'); end if;
  insert into cognition.migration_ledger as l (number, schema_name, step, state, pid, session_start)
    values (migration, begin_step.schema_name, wanted, 'started', pg_backend_pid(), coalesce(begin_step.session_start, (select a.backend_start from pg_stat_get_activity(pg_backend_pid()) a)))
    on conflict on constraint migration_ledger_pkey do update set state = 'started', started_at = clock_timestamp(), finished_at = null, error = null, attempts = l.attempts + 1, pid = excluded.pid, session_start = excluded.session_start, progress = null;
  answer := jsonb_build_object('state', 'due', 'ready', patience is not null) || to_jsonb(one);
  if patience is not null then
    perform set_config('lock_timeout', patience::text, false), set_config('statement_timeout', patience::text, false),
      set_config('search_path', one.path, false), set_config('role', case schema_name when 'shared' then '${controlOwner}' else schema_name || '_owner' end, false);
  end if;
  return answer;`,
    comment: 'Begins a step outside transactions that is due and locked.',
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
    where l.state <> 'done' and (l.pid is null or l.pid = pg_backend_pid() or not exists (select from pg_stat_get_activity(l.pid))
      or (l.progress ->> 'token' is not null and not exists (select from pg_locks k where k.pid = l.pid)));`,
    comment: 'Writes down why a step failed.',
  });
}
