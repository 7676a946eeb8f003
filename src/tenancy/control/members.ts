import { applicationAdmins, groupRole } from '../../catalog/scratch-roles.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { functionSql, insertInvitation, isOperator, refuse } from './function-sql.js';
import { severalTenantsSql } from './several-tenants.js';

/** Who may call the functions below; `members` stands for the groups of all roles and application admins. */
export const memberCallers: Readonly<Record<string, readonly string[] | 'members'>> = {
  invite_user: [groupRole('admins')],
  suspend_user: [groupRole('admins'), applicationAdmins],
  resume_user: [groupRole('admins'), applicationAdmins],
  change_user_role: [groupRole('admins'), applicationAdmins],
  remove_user: [groupRole('admins'), applicationAdmins],
  expire_user: [groupRole('admins'), applicationAdmins],
  move_user: [applicationAdmins],
  switch_tenant: 'members',
  my_tenants: 'members',
  update_me: 'members',
  rename_tenant: [groupRole('admins')],
};

/** The row must say so besides the right to execute: a template's own SECURITY DEFINER function lends that right. */
const isAdmin = "cognition.has_role('admins')";
const whoCalls = "format('%s %s %s', cognition.current_user_id(), cognition.current_tenant(), cognition.current_role_name())";
const manages = `(${isAdmin} or cognition.has_role(${quoteLiteral(applicationAdmins)}) or ${isOperator})`;

/** One message for rows that are not there and rows of another tenant: nobody learns which. */
const found = refuse('not found', 'there is no such member', 'P0002');

/**
 * What `members: true` rests on: functions that each return the row they wrote. What a caller may do is decided by
 * grants, policies and the guard, in functions that run as the caller; inviting alone needs more.
 */
export function membersSql(): string {
  const set = (name: string, assignment: string): string => `update cognition.users as u set ${assignment} where u.id = ${name}.id`;
  const accepted = (name: string): string => refuse(`exists (select from cognition.users as u where u.id = ${name}.id and u.status = 'invited')`,
    'an invitation is accepted by the person invited, or taken back by removing the member');
  const given = refuse(`not cognition.may_give_role(change_user_role.role) and not ${isOperator}`, 'this role cannot be given');
  return [
    inviteUser(),
    change('suspend_user', 'id text', set('suspend_user', "status = 'suspended'"), 'Shuts a member out until resumed.', accepted('suspend_user')),
    change('resume_user', 'id text', set('resume_user', "status = 'active'"), 'Lets a suspended member in again.', accepted('resume_user')),
    change('change_user_role', 'id text, role text', set('change_user_role', 'app_role = change_user_role.role'), 'Gives a member another role.', given),
    change('expire_user', 'id text, expires_at timestamptz', set('expire_user', 'expires_at = expire_user.expires_at'), 'Sets when a membership ends; null: never.'),
    removeUser(),
    updateMe(),
    renameTenant(),
    severalTenantsSql(),
  ].join('\n');
}

/** A change of another member's row, as the caller. */
function change(name: string, parameters: string, statement: string, comment: string, more: string | null = null): string {
  return functionSql({
    name, parameters, returns: 'cognition.users', declare: '  made cognition.users;', comment,
    body: [
      refuse(`not ${manages}`, 'only admins manage members'),
      refuse(`${name}.id = cognition.current_user_id()`, 'nobody does this to themselves'),
      ...(more === null ? [] : [more]),
      `  ${statement} returning u.* into made;`,
      found,
      '  return made;',
    ].join('\n'),
  });
}

/**
 * With the owner's rights: whoever may delete from a table may lock it, and this one is every tenant's. Policies do not
 * hold the owner, and the guard takes who is nobody for the owner: so whom the caller may remove is asked once, before,
 * and whether the caller is still the same behind it all.
 */
function removeUser(): string {
  return functionSql({
    name: 'remove_user', parameters: 'id text', returns: 'cognition.users', definer: true,
    declare: `  made cognition.users;
  caller constant text := ${whoCalls};
  everywhere constant boolean := cognition.has_role(${quoteLiteral(applicationAdmins)}) or ${isOperator};
  tenant constant uuid := (select t.id from cognition.tenants as t where ${isAdmin} and t.name = cognition.current_tenant());`,
    body: `${refuse('not everywhere and tenant is null', 'only admins manage members')}
${refuse('remove_user.id = cognition.current_user_id()', 'nobody does this to themselves')}
  delete from cognition.users as u where u.id = remove_user.id and (everywhere or u.tenant_id = tenant) returning u.* into made;
${found}
${refuse(`caller <> ${whoCalls}`, 'only admins manage members')}
  return made;`,
    comment: 'Ends a membership, or takes an invitation back.',
  });
}

function inviteUser(): string {
  return functionSql({
    name: 'invite_user', parameters: 'email text, role text, first_name text default null, last_name text default null, expires_at timestamptz default null',
    returns: 'cognition.users', definer: true,
    declare: '  made cognition.users;\n  tenant constant uuid := (select t.id from cognition.tenants as t where t.name = cognition.current_tenant());',
    body: `${refuse(`tenant is null or not ${isAdmin}`, 'only admins of a tenant invite')}
${refuse('not cognition.may_give_role(invite_user.role)', 'this role cannot be given')}
${insertInvitation('invite_user', 'tenant')}`,
    comment: "Invites somebody into the caller's tenant.",
  });
}

/** Keys of `changes` are columns; those that are absent stay as they are. */
function updateMe(): string {
  const column = (name: string): string => `${name} = case when changes ? '${name}' then changes ->> '${name}' else u.${name} end`;
  return functionSql({
    name: 'update_me', parameters: 'changes jsonb', returns: 'cognition.users', declare: '  made cognition.users;',
    body: `${refuse('cognition.current_user_id() is null', 'only active members')}
${refuse("jsonb_typeof(changes) is distinct from 'object' or changes - array['first_name', 'last_name', 'user_preferences'] <> '{}'", 'these changes are not understood', '22023')}
  update cognition.users as u set
    ${column('first_name')},
    ${column('last_name')},
    user_preferences = coalesce(nullif(changes -> 'user_preferences', 'null'), u.user_preferences)
  where u.id = cognition.current_user_id() returning u.* into made;
${found}
  return made;`,
    comment: "Changes the caller's own first_name, last_name and user_preferences.",
  });
}

function renameTenant(): string {
  return functionSql({
    name: 'rename_tenant', parameters: 'displayname text', returns: 'cognition.tenants', declare: '  made cognition.tenants;',
    body: `${refuse(`not ${isAdmin}`, 'only admins of a tenant rename it')}
  update cognition.tenants as t set displayname = rename_tenant.displayname where t.name = cognition.current_tenant() returning t.* into made;
${refuse('not found', 'there is no such tenant', 'P0002')}
  return made;`,
    comment: "Changes the displayed name of the caller's tenant.",
  });
}
