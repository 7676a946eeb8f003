import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { counts, functionSql, isOperator, refuse } from './function-sql.js';

/** A person in several tenants: their list, the choice among them, and the way from one to another. */
export function severalTenantsSql(): string {
  return [switchTenant(), myTenants(), myTenantsView, moveUser()].join('\n');
}

function switchTenant(): string {
  return functionSql({
    name: 'switch_tenant', parameters: 'tenant text', returns: 'cognition.users', definer: true, declare: '  chosen cognition.users;',
    body: `  select u.* into chosen from cognition.identities me join cognition.identities i on i.sub = me.sub
    join cognition.users u on u.id = i.user_id left join cognition.tenants t on t.id = u.tenant_id
  where me.user_id = cognition.current_user_id() and t.name is not distinct from switch_tenant.tenant and ${counts};
${refuse('not found', 'there is no such membership', 'P0002')}
  update cognition.identities i set chosen_at = clock_timestamp() where i.user_id = chosen.id;
  perform cognition.log('choose', chosen.id, chosen.tenant_id, null, null);
  return chosen;`,
    comment: "The caller's next token is for this tenant, where they are a member too; null: as application admin.",
  });
}

function myTenants(): string {
  return functionSql({
    name: 'my_tenants', returns: 'table (userid text, tenant text, displayname text, role text, is_current boolean)', definer: true, stable: true,
    body: `  return query select u.id, t.name, t.displayname, u.app_role, u.id = me.user_id
  from cognition.identities me join cognition.identities i on i.sub = me.sub join cognition.users u on u.id = i.user_id left join cognition.tenants t on t.id = u.tenant_id
  where me.user_id = cognition.current_user_id() and ${counts} order by t.name, u.id;`,
    comment: 'The tenants that the caller may switch to, the current one among them.',
  });
}

/** For the API, whose types are relations'. */
const myTenantsView = `
create view cognition.my_tenants with (security_barrier) as select m.userid, m.tenant, m.displayname, m.role, m.is_current from cognition.my_tenants() m;
comment on view cognition.my_tenants is 'A tenant that the caller may switch to.';
comment on column cognition.my_tenants.tenant is 'Name of the tenant; null for application admins.';
comment on column cognition.my_tenants.is_current is 'What the caller''s token is for.';`;

function moveUser(): string {
  return functionSql({
    name: 'move_user', parameters: 'id text, tenant text, role text default null', returns: 'cognition.users', declare: '  made cognition.users;\n  home uuid;',
    body: `${refuse(`not cognition.has_role(${quoteLiteral(applicationAdmins)}) and not ${isOperator}`, 'only application admins move members')}
  select t.id into home from cognition.tenants t where t.name = move_user.tenant;
${refuse('not found', 'there is no such tenant', 'P0002')}
  update cognition.users u set tenant_id = home, app_role = coalesce(move_user.role, u.app_role) where u.id = move_user.id returning u.* into made;
${refuse('not found', 'there is no such member', 'P0002')}
  return made;`,
    comment: 'Takes a member to another tenant, with the same role or another.',
  });
}
