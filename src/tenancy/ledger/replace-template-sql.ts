import { functionSql } from '../control/function-sql.js';

/** SQL of `cognition.replace_template`, and of what is adopted without being run. */
export function replaceTemplateSql(): string {
  return [runOnTemplate(), replaceTemplate(), adoptMigrations()].join('\n');
}

/**
 * In the order of the migrations. What of shared waits for every tenant is left out. Of the rest that comes first which is no later than its first step that needs its own
 * transactions; the rest follows when the template is there.
 */
function runOnTemplate(): string {
  return functionSql({
    name: 'run_on_template', parameters: 'template text, numbers integer[], with_template boolean', returns: 'void',
    declare: '  one record;\n  later boolean := false;',
    body: `  for one in select s.number, s.step, s.home, s.kind, s.late from cognition.migration_steps s where s.number = any (numbers) order by s.number, s.step loop
    if one.home = 'tenant' then
      if with_template then perform cognition.run_steps(template, one.number, one.step, one.step, true); end if;
    elsif not one.late then
      later := later or one.kind <> 'transaction';
      if not later then
        perform cognition.run_shared(one.number, one.step, one.step);
        perform cognition.note_done('shared', one.number, one.step, one.step, clock_timestamp());
      end if;
    end if;
  end loop;`,
    comment: 'Takes the template, and what is beside it, through migrations.',
  });
}

/**
 * The migrated template must be what the new program makes, object by object: that is made for the question and taken
 * back. A value that a migration adds to an enum can be used in another transaction only; then the template is made
 * anew by its program, and the first tenant is the proof.
 */
function replaceTemplate(): string {
  return functionSql({
    name: 'replace_template', parameters: 'template text, numbers integer[]', returns: 'text',
    declare: `  program constant text := cognition.current_program();
  probe constant text := 'pgcog_' || pg_backend_pid();
  made jsonb;
  found jsonb;
  way text := 'migrated';`,
    body: `  begin
    perform cognition.run_on_template(template, numbers, true);
  exception when unsafe_new_enum_value_usage then
    way := 'made anew';
    perform cognition.run_on_template(template, numbers, false);
    perform cognition.drop_template(template);
    perform cognition.make_template(template);
  end;
  begin
    perform cognition.make_tenant_schema(probe);
    made := cognition.fill_schema(probe, program);
    perform cognition.remember_template(program, probe, '[]');
    select jsonb_agg(to_jsonb(d)) into found from (select * from cognition.template_differences(template, program, '[]') limit 20) d;
    raise exception using errcode = 'PGC29';
  exception when sqlstate 'PGC29' then null;
  end;
  if found is not null then
    raise exception using errcode = 'PGC25', message = 'the migrations do not lead to the template', detail = found::text;
  end if;
  perform cognition.remember_template(program, template, made);
  perform cognition.check_schema_rules(template, program);
  if exists (select from cognition.tenant_grants) then perform cognition.try_grants(); end if;
  perform cognition.note_done(template, n.number, 1, (select max(s.step) from cognition.migration_steps s where s.number = n.number), clock_timestamp()) from unnest(numbers) n(number);
  return way;`,
    comment: 'Takes the template through migrations, to what the current program makes.',
  });
}

/** Tenants that were made by this program have what the migrations bring. */
function adoptMigrations(): string {
  return functionSql({
    name: 'adopt_migrations', parameters: 'numbers integer[]', returns: 'void',
    body: `  update cognition.tenant_migrations m set number = (select max(n) from unnest(numbers) n) where m.program = cognition.current_program();
  perform cognition.note_done('shared', n.number, 1, (select max(s.step) from cognition.migration_steps s where s.number = n.number), clock_timestamp()) from unnest(numbers) n(number);
  update cognition.migrations m set program = cognition.current_program() where m.number = (select max(n) from unnest(numbers) n);`,
    comment: 'Takes migrations for done whose end the template is already.',
  });
}
