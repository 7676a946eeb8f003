import { functionSql, refuse } from '../control/function-sql.js';
import { oneAtATime } from '../control/tenants.js';

/** SQL of `cognition.apply_migration`, and of what every step asks before it begins. */
export function applyMigrationSql(): string {
  return [stepState(), noteDone(), applyMigration()].join('\n');
}

/**
 * Two runners take turns at a tenant by its row, as do grants and the tenant's end; what the first has done the second
 * finds done. What is asked behind the lock is a statement of its own: it sees what was committed while the first waited.
 */
function stepState(): string {
  return functionSql({
    name: 'lock_step', parameters: 'schema_name text, migration integer, wanted integer', returns: 'text',
    declare: '  home uuid;\n  at integer;\n  before integer;\n  done boolean;\n  early boolean;',
    body: `  if schema_name = 'shared' then
  ${oneAtATime.trim()}
  else
    select t.id into home from cognition.tenants t where t.name = lock_step.schema_name for no key update;
    if home is null then return 'gone'; end if;
  end if;
  select m.number, (select coalesce(max(b.number), 0) from cognition.migrations b where b.number < migration),
    exists (select from cognition.migration_ledger l where l.schema_name = lock_step.schema_name and l.number = migration and l.step = wanted and l.state = 'done'),
    ${undone("lock_step.schema_name", 's.step < wanted')}
    into at, before, done, early from (select) one left join cognition.tenant_migrations m on m.tenant_id = home;
  if done or at >= migration then return 'done'; end if;
${refuse('at <> before', 'an earlier migration of this tenant is not done', 'PGC26')}
${refuse('early', 'an earlier step of this migration is not done', 'PGC26')}
  return 'due';`,
    comment: 'Waits for its turn at a schema: whether a step is due there, done, or the tenant gone.',
  });
}

/** Whether a step of the migration, in that schema, is not done: as SQL. */
export function undone(schema: string, which: string): string {
  return `exists (select from cognition.migration_steps s where s.number = migration and ${which} and s.home = case ${schema} when 'shared' then 'shared' else 'tenant' end
      and (select l.state from cognition.migration_ledger l where l.schema_name = ${schema} and l.number = migration and l.step = s.step) is distinct from 'done')`;
}

/** The last step takes the tenant to the migration. `more`: there is one behind these. */
function noteDone(): string {
  return functionSql({
    name: 'note_done', parameters: 'schema_name text, migration integer, first_step integer, last_step integer, began timestamptz, more boolean default false', returns: 'void',
    body: `  insert into cognition.migration_ledger as l (number, schema_name, step, state, started_at, finished_at)
    select s.number, note_done.schema_name, s.step, 'done', began, clock_timestamp() from cognition.migration_steps s
    where s.number = migration and s.step between first_step and last_step and s.home = case note_done.schema_name when 'shared' then 'shared' else 'tenant' end
    on conflict on constraint migration_ledger_pkey do update set state = 'done', finished_at = excluded.finished_at, error = null, pid = null, session_start = null,
      attempts = l.attempts + case l.state when 'failed' then 1 else 0 end;
  if not more and schema_name <> 'shared' then
    update cognition.tenant_migrations m set number = migration, program = case when migration = (select max(n.number) from cognition.migrations n)
      then (select p.version from cognition.template_programs p where p.current) else m.program end
    from cognition.tenants t where t.name = note_done.schema_name and m.tenant_id = t.id and not ${undone('note_done.schema_name', 'true')};
  end if;`,
    comment: 'Writes down that steps are done.',
  });
}

/** What follows outside transactions is begun by the same call, and the session made ready for it: see `cognition.begin_step`. */
function applyMigration(): string {
  return functionSql({
    name: 'apply_migration', parameters: 'schema_name text, migration integer, first_step integer, last_step integer, next_step integer default null, patience integer default null, session_start timestamptz default null', returns: 'jsonb',
    declare: '  began constant timestamptz := clock_timestamp();\n  state text := cognition.lock_step(schema_name, migration, first_step);\n  begun jsonb;',
    body: `  if state = 'due' then
    if schema_name = 'shared' then perform cognition.run_shared(migration, first_step, last_step);
    else perform cognition.run_steps(schema_name, migration, first_step, last_step); end if;
    perform cognition.note_done(schema_name, migration, first_step, last_step, began, next_step is not null);
    state := 'did';
    if next_step is not null then begun := cognition.begin_step(schema_name, migration, next_step, patience, session_start); end if;
  elsif state = 'done' and next_step is not null then begun := cognition.start_step(schema_name, migration, next_step, patience, session_start);
  end if;
  return jsonb_build_object('state', state, 'begun', begun);`,
    comment: 'Steps of a migration that are one transaction, in one schema, once; begins the step behind them.',
  });
}
