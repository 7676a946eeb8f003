import { functionSql } from '../control/function-sql.js';

/**
 * SQL of what is asked of a tenant that is made for the question and taken back: whether all grants can be given to
 * tenants to come, and how a tenant differs from what template and grants make of it.
 */
export function tryGrantsSql(): string {
  return [makeProbe(), tryGrants(), differences()].join('\n');
}

/** Raised when the answer is there, so that all that was made for it is gone with the block. */
const takeBack = 'PGC29';

/** No tenant can have a name that begins like this. */
const probe = "  probe constant text := 'pgcog_' || pg_backend_pid();";

function makeProbe(): string {
  return functionSql({
    name: 'make_probe', parameters: 'name text, tenant uuid', returns: 'void',
    declare: '  one cognition.tenant_grants;\n  state text;\n  message text;\n  hint text;',
    body: `  perform cognition.make_tenant_schema(name);
  perform cognition.fill_schema(name, cognition.current_program());
  for one in select g.* from cognition.tenant_grants g where g.tenant_id is null or g.tenant_id = make_probe.tenant order by g.id loop
    begin
      perform cognition.run_grant(name, one.pieces);
    exception when others then
      get stacked diagnostics state = returned_sqlstate, message = message_text, hint = pg_exception_hint;
      raise exception using errcode = state, message = message, hint = hint, detail = format('recorded grant %s: %s', one.id, one.statement);
    end;
  end loop;
  perform cognition.check_schema_rules(name, cognition.current_program());`,
    comment: 'Makes a schema by template and grants: those of all tenants, and of this one.',
  });
}

function tryGrants(): string {
  return functionSql({
    name: 'try_grants', returns: 'void', declare: probe,
    body: `  begin
    perform cognition.make_probe(probe, null);
    raise exception using errcode = '${takeBack}';
  exception when sqlstate '${takeBack}' then null;
  end;`,
    comment: 'Fails where a tenant to come could not be given all grants; changes nothing.',
  });
}

/** The numbers that the probe's template is remembered by are taken back with it. */
function differences(): string {
  return functionSql({
    name: 'tenant_differences', parameters: 'tenant text', returns: 'table (object text, difference text)', definer: true,
    declare: `  home uuid;\n  answer jsonb;\n  program constant text := cognition.current_program();\n${probe}`,
    body: `  perform cognition.lock_tenants();
  select t.id into home from cognition.tenants t where t.name = tenant_differences.tenant;
  if home is null then raise exception 'there is no such tenant' using errcode = 'P0002'; end if;
  begin
    perform cognition.make_probe(probe, home);
    perform cognition.remember_template(program, probe, '[]');
    select jsonb_agg(to_jsonb(d)) into answer from cognition.template_differences(tenant_differences.tenant, program, '[]') d;
    raise exception using errcode = '${takeBack}';
  exception when sqlstate '${takeBack}' then null;
  end;
  return query select d.value ->> 'object', d.value ->> 'difference' from jsonb_array_elements(answer) d;`,
    comment: 'How a tenant differs from what the template and its grants make.',
  });
}
