import { functionSql } from '../control/function-sql.js';

/** SQL of `cognition.replace_template`, and of what is adopted without being run. */
export function replaceTemplateSql(): string {
  return [runOnTemplate(), tryTenantsOrder(), replaceTemplate(), adoptMigrations()].join('\n');
}

/**
 * In the order of the migrations; for the question how tenants fare, in theirs: shared first. What of shared waits for every
 * tenant is left out. Of the rest that comes first which is no later than its first step that needs its own transactions;
 * the rest follows when the template is there.
 */
function runOnTemplate(): string {
  return functionSql({
    name: 'run_on_template', parameters: 'template text, numbers integer[], with_template boolean, shared_first boolean default false', returns: 'void',
    declare: '  one record;\n  later boolean := false;\n  state text;\n  said text;\n  more text;\n  way text;',
    body: `  for one in select s.number, m.id, s.step, s.home, s.kind, s.late from cognition.migration_steps s join cognition.migrations m using (number) where s.number = any (numbers)
    order by shared_first and s.home = 'tenant', s.number, s.step loop
    later := later or (one.home = 'shared' and not one.late and one.kind <> 'transaction');
    begin
      if one.home = 'tenant' then
        if with_template then perform cognition.run_steps(template, one.number, one.step, one.step, true); end if;
      elsif not one.late and not later then
        perform cognition.run_shared(one.number, one.step, one.step);
        perform cognition.note_done('shared', one.number, one.step, one.step, clock_timestamp());
      end if;
    exception when others then
      get stacked diagnostics state = returned_sqlstate, said = message_text, more = pg_exception_detail, way = pg_exception_hint;
      raise exception using errcode = state, message = format('%s, %s', one.id, said), detail = more, hint = way;
    end;
  end loop;`,
    comment: 'Takes the template, and what is beside it, through migrations.',
  });
}

/**
 * Tenants meet all of shared before their own first step, and it cannot be taken back when one of theirs fails on it. Where
 * that is another order than the template's, the template goes that way first, for the question.
 */
function tryTenantsOrder(): string {
  return functionSql({
    name: 'try_tenants_order', parameters: 'template text, numbers integer[]', returns: 'void',
    declare: '  state text;\n  said text;\n  more text;',
    body: `  if not exists (select from cognition.tenants) or not exists (select from cognition.migration_steps s join cognition.migration_steps t on (t.number, t.step) < (s.number, s.step)
    where s.number = any (numbers) and t.number = any (numbers) and s.home = 'shared' and not s.late and t.home = 'tenant') then return; end if;
  begin
    perform cognition.run_on_template(template, numbers, true, true);
    raise exception using errcode = 'PGC29';
  exception
    when sqlstate 'PGC29' or unsafe_new_enum_value_usage then return;
    when others then get stacked diagnostics state = returned_sqlstate, said = message_text, more = pg_exception_detail;
  end;
  -- Who was in the way will go: the run tries it again.
  raise exception using errcode = case when state in ('55P03', '40P01', '40001') then state else 'PGC27' end, message = said, detail = more, hint = case cardinality(numbers)
    when 1 then 'make two migrations of it, with pgcog migrate up between them' else 'take this environment to the one before first: pgcog migrate up, in the state of the project that ends with it' end;`,
    comment: 'Whether a tenant gets through migrations, with shared changed before it.',
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
    body: `  perform cognition.try_tenants_order(template, numbers);
  begin
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
