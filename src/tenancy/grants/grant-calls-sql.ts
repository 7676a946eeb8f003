import { callerText, functionSql, refuse } from '../control/function-sql.js';
import { controlOwner } from '../control/role-names.js';
import { oneAtATime } from '../control/tenants.js';
import { readCommitted } from '../program/tenant-functions-sql.js';

/** SQL of what the control owner calls. EXECUTE is granted to nobody. */
export function grantCallsSql(): string {
  return [lockTenants(), grantToTenant(), grantToAll(), giveTenant()].join('\n');
}

/**
 * A tenant that is being made has its grants before, or is made after, a grant is recorded; and numbers of grants are
 * given in the order in which they are committed. A snapshot that was taken before the lock would not see that.
 */
function lockTenants(): string {
  return functionSql({
    name: 'lock_tenants', returns: 'void',
    body: `${refuse(`not pg_has_role((${callerText})::name, '${controlOwner}', 'USAGE')`, 'only the owner of the control schema does this')}
${readCommitted}
${oneAtATime}`,
    comment: 'Waits for tenants that are being made, and keeps others from being made.',
  });
}

function grantToTenant(): string {
  return functionSql({
    name: 'grant_to_tenant', parameters: 'tenant text, statement text, pieces text[]', returns: 'bigint', definer: true,
    declare: '  home uuid;\n  made bigint;',
    body: `  perform cognition.lock_tenants();
  select t.id into home from cognition.tenants t where t.name = grant_to_tenant.tenant for no key update;
${refuse('not found', 'there is no such tenant', 'P0002')}
  insert into cognition.tenant_grants (tenant_id, statement, pieces, granted_by) values (home, grant_to_tenant.statement, grant_to_tenant.pieces, session_user) returning id into made;
  perform cognition.apply_grants(home, grant_to_tenant.tenant);
  perform cognition.log('grant', grant_to_tenant.tenant, home, null, to_jsonb(grant_to_tenant.statement));
  return made;`,
    comment: "Gives one tenant's roles something, and records it.",
  });
}

/** The same again while tenants still wait for it, or with nothing granted since, is the one that is recorded. */
function grantToAll(): string {
  return functionSql({
    name: 'grant_to_all', parameters: 'statement text, pieces text[]', returns: 'bigint', definer: true, declare: '  made bigint;',
    body: `  perform cognition.lock_tenants();
  select g.id into made from cognition.tenant_grants g where g.tenant_id is null and g.pieces = grant_to_all.pieces
    and (g.id = (select max(l.id) from cognition.tenant_grants l)
      or exists (select from cognition.tenants t where not exists (select from cognition.applied_grants a where a.tenant_id = t.id and a.grant_id = g.id)))
    order by g.id desc limit 1;
  if found then return made; end if;
  insert into cognition.tenant_grants (statement, pieces, granted_by) values (grant_to_all.statement, grant_to_all.pieces, session_user) returning id into made;
  perform cognition.try_grants();
  perform cognition.log('grant', 'all tenants', null, null, to_jsonb(grant_to_all.statement));
  return made;`,
    comment: 'Records what the roles of all tenants get; tenants that are there get it by give_tenant.',
  });
}

function giveTenant(): string {
  return functionSql({
    name: 'give_tenant', parameters: 'tenant text', returns: 'integer', definer: true, declare: '  home uuid;',
    body: `${refuse(`not pg_has_role((${callerText})::name, '${controlOwner}', 'USAGE')`, 'only the owner of the control schema does this')}
  select t.id into home from cognition.tenants t where t.name = give_tenant.tenant for no key update;
  if not found then return 0; end if;
  return cognition.apply_grants(home, give_tenant.tenant);`,
    comment: 'Gives a tenant the grants to all tenants that it has not got yet; their number, 0 for a tenant that is gone.',
  });
}
