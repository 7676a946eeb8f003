import { applicationAdmins, groupRole } from '../../catalog/scratch-roles.js';
import type { Config } from '../../config/types.js';
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import { functionSql, grantExecute } from './function-sql.js';
import { memberCallers } from './members.js';

/**
 * All that names the configuration's roles: who inherits whom, policies and grants on what everybody sees. Can be run
 * again, with other roles: the roles' groups must be there, and nothing be granted to the groups of roles that are gone.
 */
export function configuredSql(config: Config): string {
  return [hasRole(config), mayGiveRole(config), roleCheck(config), policies(config), grants(config)].join('\n');
}

/** The groups of all roles, and application admins. */
export function memberGroups(config: Config): readonly string[] {
  return [...config.roles.map(({ name }) => groupRole(name)), applicationAdmins];
}

/** What policies, and functions of templates, ask about the caller. */
export const asked = ['current_user_id', 'current_tenant', 'current_role_name', 'has_role', 'may_give_role'];

const list = (names: readonly string[]): string => names.map(quoteLiteral).join(', ');

/** Rights inherited by the configuration count, so a policy for users lets admins in where admins inherit users. */
function hasRole(config: Config): string {
  const arms = config.roles.map(({ name, inherits }) => `    when ${quoteLiteral(name)} then wanted in (${list([name, ...inherits])})`);
  return functionSql({
    name: 'has_role', parameters: 'wanted text', returns: 'boolean', stable: true, declare: '  own constant text := cognition.current_role_name();',
    body: `  return coalesce(case own\n${arms.join('\n')}\n    else wanted = own end, false);`,
    comment: 'Whether the caller has this role, inherited ones included.',
  });
}

/** Admins manage the roles of their tenant, save those that are more than admins: these are given by their like. */
function mayGiveRole(config: Config): string {
  const above = config.roles.filter(({ inherits }) => inherits.includes('admins')).map(({ name }) => name);
  const limited = above.length === 0 ? '' : `
      and (wanted not in (${list(above)}) or cognition.has_role(wanted) or cognition.has_role(${quoteLiteral(applicationAdmins)}))`;
  return functionSql({
    name: 'may_give_role', parameters: 'wanted text', returns: 'boolean', stable: true,
    body: `  return coalesce((cognition.has_role('admins') or cognition.has_role(${quoteLiteral(applicationAdmins)}))
      and wanted in (${list(config.roles.map(({ name }) => name))})${limited}, false);`,
    comment: 'Whether the caller may give this role to a member of the tenant.',
  });
}

function roleCheck(config: Config): string {
  return `
alter table cognition.users drop constraint if exists users_app_role_check,
  add constraint users_app_role_check check (app_role in (${list([...config.roles.map(({ name }) => name), applicationAdmins])}));`;
}

/** `(select f())` runs once a query instead of once a row. */
function policies(config: Config): string {
  const admins = groupRole('admins');
  const groups = config.roles.map(({ name }) => quoteIdentifier(groupRole(name))).join(', ');
  const everything = `(select cognition.has_role(${quoteLiteral(applicationAdmins)}))`;
  const ownTenant = 'name = (select cognition.current_tenant())';
  const ownUsers = `tenant_id = (select t.id from cognition.tenants t where t.${ownTenant})`;
  const self = 'id = (select cognition.current_user_id())';
  const policy = (name: string, table: string, rest: string): string => `drop policy if exists ${name} on cognition.${table}; create policy ${name} on cognition.${table} ${rest};`;
  return [
    '',
    policy('everything', 'tenants', `to ${applicationAdmins} using (${everything}) with check (${everything})`),
    policy('own_tenant', 'tenants', `for select to ${groups} using (${ownTenant})`),
    policy('own_tenant_update', 'tenants', `for update to ${admins} using (${ownTenant}) with check (${ownTenant})`),
    policy('everything', 'users', `to ${applicationAdmins} using (${everything}) with check (${everything})`),
    policy('own_tenant', 'users', `for select to ${admins} using (${ownUsers})`),
    policy('own_row', 'users', `for select to ${groups} using (${self})`),
    policy('own_tenant_update', 'users', `for update to ${admins} using (${ownUsers}) with check (${ownUsers})`),
    policy('own_row_update', 'users', `for update to ${groups} using (${self}) with check (${self})`),
  ].join('\n');
}

/** Column grants carry "any attribute except": nobody writes an id, nobody of a tenant a tenant_id. */
function grants(config: Config): string {
  const members = memberGroups(config);
  const everybody = members.map(quoteIdentifier).join(', ');
  const own = 'first_name, last_name, user_preferences';
  const managed = `email, ${own}, status, expires_at, invitation_data, app_role`;
  return `
revoke all on all functions in schema cognition from public;
grant usage on schema cognition to ${everybody};
grant select on cognition.users, cognition.tenants, cognition.my_tenants to ${everybody};
grant insert (${managed}, tenant_id), update (${managed}, tenant_id) on cognition.users to ${applicationAdmins};
grant update (displayname, status) on cognition.tenants to ${applicationAdmins};
grant update (displayname) on cognition.tenants to ${groupRole('admins')};
grant update (${managed}) on cognition.users to ${groupRole('admins')};
grant update (${own}) on cognition.users to ${everybody};
${asked.map((name) => grantExecute(name, members)).join('\n')}
${Object.entries(memberCallers).map(([name, callers]) => grantExecute(name, callers === 'members' ? members : callers)).join('\n')}`;
}
