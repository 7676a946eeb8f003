import { functionSql } from '../control/function-sql.js';

/** SQL of the functions that give one schema its grants. They are called by the owner's functions alone. */
export function runGrantsSql(): string {
  return [slots(), runGrant(), applyGrants()].join('\n');
}

function slots(): string {
  return functionSql({
    name: 'tenant_slots', parameters: 'schema_name text', returns: 'jsonb', stable: true,
    body: `  return jsonb_build_object('schema', quote_ident(schema_name), 'schema text', schema_name, 'owner', quote_ident(schema_name || '_owner'))
    || (select jsonb_object_agg('role ' || (r.value ->> 'name'), quote_ident(schema_name || '_' || (r.value ->> 'name'))) from cognition.configuration c, jsonb_array_elements(c.roles) r);`,
    comment: 'What stands in the slots of a statement for this tenant.',
  });
}

/**
 * As `fill_schema` does it: inside a SECURITY DEFINER function of the tenant's owner nobody can become anybody else, and
 * that owner has no rights outside its schema. Views over a table that has got row level security by this are made to
 * run with their callers' rights, as they are when a tenant is made.
 */
const builderSql = `create function %1$I.pgcog_grant(statement text) returns void language sql security definer set search_path = pg_catalog, pg_temp as $grant$
  select cognition.run_texts(array[null]::text[], array[$1], array[%2$L], false, %1$L);
$grant$`;

function runGrant(): string {
  return functionSql({
    name: 'run_grant', parameters: 'schema_name text, pieces text[]', returns: 'void',
    body: `  execute format($builder$${builderSql}$builder$, schema_name, quote_ident(schema_name) || ', extensions');
  execute format('alter function %I.pgcog_grant(text) owner to %I', schema_name, schema_name || '_owner');
  execute format('select %I.pgcog_grant($1)', schema_name) using cognition.expand_pieces(pieces, cognition.tenant_slots(schema_name));
  execute format('drop function %I.pgcog_grant(text)', schema_name);`,
    comment: 'Runs a grant in one schema as its owner.',
  });
}

/** Whoever gives a tenant something gives it first what it has not got yet: the order is the same in every tenant. */
function applyGrants(): string {
  return functionSql({
    name: 'apply_grants', parameters: 'tenant uuid, schema_name text', returns: 'integer',
    declare: '  one cognition.tenant_grants;\n  n integer := 0;',
    body: `  for one in select g.* from cognition.tenant_grants g where (g.tenant_id is null or g.tenant_id = apply_grants.tenant)
    and not exists (select from cognition.applied_grants a where a.tenant_id = apply_grants.tenant and a.grant_id = g.id) order by g.id loop
    perform cognition.run_grant(schema_name, one.pieces);
    insert into cognition.applied_grants (grant_id, tenant_id) values (one.id, apply_grants.tenant);
    n := n + 1;
  end loop;
  if n > 0 then perform cognition.check_schema_rules(schema_name, cognition.current_program()); end if;
  return n;`,
    comment: 'Gives a tenant the grants that it has not got yet; their number.',
  });
}
