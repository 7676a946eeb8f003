import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { counts, functionSql, insertInvitation, isOperator, refuse } from './function-sql.js';

const isApplicationAdmin = `cognition.has_role(${quoteLiteral(applicationAdmins)})`;

/** What application admins and operators do across tenants, and who may ask about whom. */
export function membershipsSql(): string {
  return [inviteInto(), maySee(), groupsOf(), tenantsOf(), roleOf()].join('\n');
}

function inviteInto(): string {
  return functionSql({
    name: 'invite_user_into', returns: 'cognition.users', definer: true,
    parameters: 'tenant text, email text, role text, first_name text default null, last_name text default null, expires_at timestamptz default null',
    declare: '  made cognition.users;\n  home uuid;',
    body: `${refuse(`not ${isApplicationAdmin} and not ${isOperator}`, 'only application admins invite into any tenant')}
  if invite_user_into.tenant is not null then
    select t.id into home from cognition.tenants t where t.name = invite_user_into.tenant;
  ${refuse('not found', 'there is no such tenant', 'P0002')}
  end if;
${insertInvitation('invite_user_into', 'home')}`,
    comment: 'Invites somebody into any tenant; null with the role application_admins: as application admin.',
  });
}

/** Nobody asks about people whose rows they do not see. */
function maySee(): string {
  return functionSql({
    name: 'may_see', parameters: 'id text', returns: 'boolean', stable: true,
    body: `  return coalesce(may_see.id = cognition.current_user_id() or ${isApplicationAdmin} or ${isOperator} or (cognition.has_role('admins') and exists (
    select from cognition.users u join cognition.tenants t on t.id = u.tenant_id where u.id = may_see.id and t.name = cognition.current_tenant())), false);`,
    comment: "Whether the caller sees this member's row.",
  });
}

function groupsOf(): string {
  return functionSql({
    name: 'groups_of', parameters: 'id text', returns: 'setof text', definer: true, stable: true,
    body: `  return query select g.rolname::text from pg_roles g where cognition.may_see(groups_of.id) and g.rolname <> groups_of.id
    and pg_has_role(to_regrole(quote_ident(groups_of.id))::oid, g.oid, 'USAGE') order by 1;`,
    comment: 'The groups of a member that the caller sees.',
  });
}

function tenantsOf(): string {
  return functionSql({
    name: 'tenants_of', parameters: 'id text', returns: 'setof text', definer: true, stable: true,
    body: `  return query select t.name from cognition.identities me join cognition.identities i on i.sub = me.sub
    join cognition.users u on u.id = i.user_id join cognition.tenants t on t.id = u.tenant_id
  where me.user_id = tenants_of.id and (coalesce(me.user_id = cognition.current_user_id(), false) or ${isApplicationAdmin} or ${isOperator}) and ${counts} order by 1;`,
    comment: 'The tenants of a person, by one of their memberships: for themselves and application admins.',
  });
}

function roleOf(): string {
  return functionSql({
    name: 'role_of', parameters: 'id text, tenant text', returns: 'text', definer: true, stable: true,
    body: `  return (select u.app_role from cognition.users u join cognition.tenants t on t.id = u.tenant_id
    where u.id = role_of.id and t.name = role_of.tenant and ${counts} and cognition.may_see(role_of.id));`,
    comment: 'The role of a member that the caller sees, in this tenant.',
  });
}
