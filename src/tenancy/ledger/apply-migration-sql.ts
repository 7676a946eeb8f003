import { functionSql, refuse } from '../control/function-sql.js';
import { oneAtATime } from '../control/tenants.js';

/** SQL of `cognition.apply_migration`, and of what every step asks before it begins. */
export function applyMigrationSql(): string {
  return [stepState(), noteDone(), applyMigration()].join('\n');
}

/**
 * Two runners take turns at a tenant by its row, as do grants and the tenant's end; what the first has done the second
 * finds done.
 */
function stepState(): string {
  return functionSql({
    name: 'lock_step', parameters: 'schema_name text, migration integer, wanted integer', returns: 'text',
    declare: '  home uuid;\n  at integer;\n  before integer;',
    body: `  if schema_name = 'shared' then
  ${oneAtATime.trim()}
  else
    select t.id into home from cognition.tenants t where t.name = lock_step.schema_name for no key update;
    if home is null then return 'gone'; end if;
    select m.number into at from cognition.tenant_migrations m where m.tenant_id = home;
    if at >= migration then return 'done'; end if;
    select coalesce(max(m.number), 0) into before from cognition.migrations m where m.number < migration;
  ${refuse('at <> before', 'an earlier migration of this tenant is not done', 'PGC26')}
  end if;
  if exists (select from cognition.migration_ledger l where l.schema_name = lock_step.schema_name and l.number = migration and l.step = wanted and l.state = 'done') then return 'done'; end if;
${refuse(`exists (select from cognition.migration_steps s where s.number = migration and s.step < wanted and s.home = case lock_step.schema_name when 'shared' then 'shared' else 'tenant' end
    and not exists (select from cognition.migration_ledger l where l.schema_name = lock_step.schema_name and l.number = migration and l.step = s.step and l.state = 'done'))`, 'an earlier step of this migration is not done', 'PGC26')}
  return 'due';`,
    comment: 'Waits for its turn at a schema: whether a step is due there, done, or the tenant gone.',
  });
}

/** The last step takes the tenant to the migration. */
function noteDone(): string {
  return functionSql({
    name: 'note_done', parameters: 'schema_name text, migration integer, first_step integer, last_step integer, began timestamptz', returns: 'void',
    body: `  insert into cognition.migration_ledger as l (number, schema_name, step, state, started_at, finished_at)
    select s.number, note_done.schema_name, s.step, 'done', began, clock_timestamp() from cognition.migration_steps s
    where s.number = migration and s.step between first_step and last_step and s.home = case note_done.schema_name when 'shared' then 'shared' else 'tenant' end
    on conflict on constraint migration_ledger_pkey do update set state = 'done', finished_at = excluded.finished_at, error = null, pid = null, session_start = null,
      attempts = l.attempts + case l.state when 'failed' then 1 else 0 end;
  if note_done.schema_name <> 'shared' and not exists (select from cognition.migration_steps s where s.number = migration and s.home = 'tenant'
    and not exists (select from cognition.migration_ledger l where l.schema_name = note_done.schema_name and l.number = migration and l.step = s.step and l.state = 'done')) then
    update cognition.tenant_migrations m set number = migration,
      program = case when migration = (select max(n.number) from cognition.migrations n) then cognition.current_program() else m.program end
    from cognition.tenants t where t.name = note_done.schema_name and m.tenant_id = t.id;
  end if;`,
    comment: 'Writes down that steps are done.',
  });
}

function applyMigration(): string {
  return functionSql({
    name: 'apply_migration', parameters: 'schema_name text, migration integer, first_step integer, last_step integer, next_step integer default null', returns: 'jsonb',
    declare: '  began constant timestamptz := clock_timestamp();\n  state text := cognition.lock_step(schema_name, migration, first_step);',
    body: `  if state = 'due' then
    if schema_name = 'shared' then perform cognition.run_shared(migration, first_step, last_step);
    else perform cognition.run_steps(schema_name, migration, first_step, last_step); end if;
    perform cognition.note_done(schema_name, migration, first_step, last_step, began);
    state := 'did';
  end if;
  return jsonb_build_object('state', state, 'begun', case when state <> 'gone' and next_step is not null then cognition.start_step(schema_name, migration, next_step) end);`,
    comment: 'Steps of a migration that are one transaction, in one schema, once; begins the step behind them.',
  });
}
