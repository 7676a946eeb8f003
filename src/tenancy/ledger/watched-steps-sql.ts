import { functionSql } from '../control/function-sql.js';
import { expanded } from './expanded.js';

/**
 * Whether somebody is at a step outside transactions; `l` is its row of the ledger. A session that keeps its settings is
 * told by its process and its beginning; who may not see when another's session began takes it for the one. An advisory
 * lock would not do: those are anybody's to take.
 *
 * Where calls have no session of their own, the row has the run's token, and the session that a call was given is noted a
 * moment later. It lives on when the call has ended: then it is in no transaction, and holds no lock.
 *
 * @param token of the run that asks, as SQL
 */
export function busyStep(token: string): string {
  return `(case when l.state is distinct from 'started' then false
      when l.progress ->> 'token' is null then l.pid <> pg_backend_pid() and exists (select from pg_stat_get_activity(l.pid) a where coalesce(a.backend_start = l.session_start, true))
      else l.progress ->> 'token' is distinct from ${token} and ((l.progress ->> 'at')::timestamptz > clock_timestamp() - interval '30 seconds'
        or exists (select from pg_stat_get_activity(l.pid) a join pg_locks k on k.pid = a.pid where coalesce(a.backend_start = l.session_start, true) and a.pid <> pg_backend_pid())) end)`;
}

/** SQL of \`cognition.watch_step\`: \`start_step\` for runs whose calls have no session of their own. */
export function watchedStepsSql(): string {
  return functionSql({
    name: 'watch_step', parameters: 'schema_name text, migration integer, wanted integer, token text', returns: 'jsonb',
    declare: `  state constant text := cognition.lock_step(schema_name, migration, wanted);
  slots constant jsonb := case when schema_name = 'shared' or state = 'gone' then '{}' else cognition.tenant_slots(schema_name) end;
  one record;`,
    body: `  if state <> 'due' then return jsonb_build_object('state', state); end if;
  select ${expanded('s.pieces', 'slots')} as statement, ${expanded('s.path', 'slots')} as path, s.outside, l.number is not null as again, coalesce(${busyStep('token')}, false) as busy,
    (select i.indisvalid and i.indisready from pg_class c join pg_index i on i.indexrelid = c.oid
      where c.relname = (s.outside ->> 'name')::name and c.relnamespace = to_regnamespace(quote_ident(watch_step.schema_name))) as valid
    into strict one from cognition.migration_steps s left join cognition.migration_ledger l on l.schema_name = watch_step.schema_name and l.number = s.number and l.step = s.step
    where s.number = migration and s.step = wanted;
  if one.busy then return jsonb_build_object('state', 'busy'); end if;
  insert into cognition.migration_ledger as l (number, schema_name, step, state, progress)
    values (migration, watch_step.schema_name, wanted, 'started', jsonb_build_object('token', token, 'at', clock_timestamp()))
    on conflict on constraint migration_ledger_pkey do update set state = 'started', started_at = clock_timestamp(), finished_at = null, error = null, pid = null, session_start = null, progress = excluded.progress,
      attempts = l.attempts + case when l.state = 'started' and l.progress ->> 'token' = token then 0 else 1 end;
  return jsonb_build_object('state', 'due') || to_jsonb(one);`,
    comment: 'Begins a step outside transactions for a run whose calls have no session of their own.',
  });
}
