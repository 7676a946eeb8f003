import { applicationAdmins, groupRole } from '../catalog/scratch-roles.js';
import type { Config } from '../config/types.js';
import { quoteIdentifier, quoteLiteral } from '../postgres/quote.js';
import { guardSql } from './members-guard.js';

/** A function of the face, for `create`, `grant` and `comment`. */
interface FaceFunction {
  readonly name: string;
  /** As declared: `id text, role text`. */
  readonly parameters: string;
  readonly returns: 'users' | 'tenants';
  /** Reaches what its callers' grants do not. */
  readonly definer: boolean;
  readonly declare: string;
  readonly body: string;
  readonly comment: string;
  readonly callers: readonly string[];
}

/**
 * SQL of what `members: true` rests on: functions that each return the row they wrote, of `cognition.users` or
 * `cognition.tenants`, and the trigger that holds for every other write too. Runs behind the tables of `publicFaceSql`.
 * Names, parameters and results are the contract with the control schema; what a caller may do is decided by grants,
 * policies and the trigger, in functions that run as the caller; inviting alone needs more.
 */
export function membersFaceSql(config: Config): string {
  const functions = faceFunctions(config);
  return [guardSql(config), commentsSql(), ...functions.map(functionSql), grantsSql(config, functions)].join('\n');
}

function functionSql(one: FaceFunction): string {
  return `
create function cognition.${one.name}(${one.parameters}) returns cognition.${one.returns} language plpgsql volatile${one.definer ? ' security definer' : ''}
set search_path = pg_catalog, pg_temp as $body$
declare
  made cognition.${one.returns};${one.declare}
begin
${one.body}
  return made;
end
$body$;
comment on function cognition.${one.name} is ${quoteLiteral(one.comment)};`;
}

const refuse = (condition: string, message: string, code = '42501'): string =>
  `  if ${condition} then raise exception ${quoteLiteral(message)} using errcode = ${quoteLiteral(code)}; end if;`;

/** The row must say so besides the right to execute: a template's own SECURITY DEFINER function lends that right. */
const isAdmin = "cognition.has_role('admins')";
const manages = `(${isAdmin} or cognition.has_role(${quoteLiteral(applicationAdmins)}))`;

/** One message for rows that are not there and rows of another tenant: nobody learns which. */
const found = refuse('not found', 'there is no such member', 'P0002');

/** A change of another member's row, as the caller. */
function change(name: string, parameters: string, statement: string, comment: string, more: readonly string[] = []): FaceFunction {
  const body = [
    refuse(`not ${manages}`, 'only admins manage members'),
    refuse(`${name}.id = cognition.current_user_id()`, 'nobody does this to themselves'),
    ...more,
    `  ${statement} returning u.* into made;`,
    found,
  ];
  return { name, parameters, returns: 'users', definer: false, declare: '', body: body.join('\n'), comment, callers: [groupRole('admins'), applicationAdmins] };
}

function faceFunctions(config: Config): readonly FaceFunction[] {
  const given = refuse('not cognition.may_give_role(change_user_role.role)', 'this role cannot be given');
  const set = (name: string, assignment: string): string => `update cognition.users as u set ${assignment} where u.id = ${name}.id`;
  return [
    inviteUser(),
    change('suspend_user', 'id text', set('suspend_user', "status = 'suspended'"), 'Shuts a member out until resumed.'),
    change('resume_user', 'id text', set('resume_user', "status = 'active'"), 'Lets a suspended member in again.'),
    change('change_user_role', 'id text, role text', set('change_user_role', 'app_role = change_user_role.role'), 'Gives a member another role.', [given]),
    change('remove_user', 'id text', 'delete from cognition.users as u where u.id = remove_user.id', 'Ends a membership, or takes an invitation back.'),
    updateMe(config),
    renameTenant(),
  ];
}

function inviteUser(): FaceFunction {
  const body = `${refuse(`tenant is null or not ${isAdmin}`, 'only admins of a tenant invite')}
${refuse('not cognition.may_give_role(invite_user.role)', 'this role cannot be given')}
${refuse('invite_user.expires_at <= now()', 'the membership would have ended already', '22023')}
  insert into cognition.users (email, app_role, first_name, last_name, expires_at, tenant_id, status, invitation_data)
  values (invite_user.email, invite_user.role, invite_user.first_name, invite_user.last_name, invite_user.expires_at, tenant, 'invited',
    jsonb_build_object('invited_by', cognition.current_user_id(), 'invited_at', now()))
  returning * into made;`;
  return {
    name: 'invite_user', parameters: 'email text, role text, first_name text default null, last_name text default null, expires_at timestamptz default null',
    returns: 'users', definer: true, declare: '\n  tenant uuid := (select t.id from cognition.tenants as t where t.name = cognition.current_tenant());', body,
    comment: "Invites somebody into the caller's tenant.", callers: [groupRole('admins')],
  };
}

/** Keys of `changes` are columns; those that are absent stay as they are. */
function updateMe(config: Config): FaceFunction {
  const column = (name: string): string => `${name} = case when changes ? '${name}' then changes ->> '${name}' else u.${name} end`;
  const body = `${refuse('cognition.current_user_id() is null', 'only active members')}
${refuse("jsonb_typeof(changes) is distinct from 'object' or changes - array['first_name', 'last_name', 'user_preferences'] <> '{}'", 'these changes are not understood', '22023')}
  update cognition.users as u set
    ${column('first_name')},
    ${column('last_name')},
    user_preferences = coalesce(nullif(changes -> 'user_preferences', 'null'), u.user_preferences)
  where u.id = cognition.current_user_id() returning u.* into made;
${found}`;
  return {
    name: 'update_me', parameters: 'changes jsonb', returns: 'users', definer: false, declare: '', body,
    comment: "Changes the caller's own first_name, last_name and user_preferences.", callers: [...config.roles.map(({ name }) => groupRole(name)), applicationAdmins],
  };
}

function renameTenant(): FaceFunction {
  const body = `${refuse(`not ${isAdmin}`, 'only admins of a tenant rename it')}
  update cognition.tenants as t set displayname = rename_tenant.displayname where t.name = cognition.current_tenant() returning t.* into made;
${refuse('not found', 'there is no such tenant', 'P0002')}`;
  return {
    name: 'rename_tenant', parameters: 'displayname text', returns: 'tenants', definer: false, declare: '', body,
    comment: "Changes the displayed name of the caller's tenant.", callers: [groupRole('admins')],
  };
}

function commentsSql(): string {
  const comments: Readonly<Record<string, string>> = {
    'table cognition.users': 'A person in a tenant.',
    'column cognition.users.app_role': 'Role in the tenant.',
    'column cognition.users.expires_at': 'When the membership ends; null where it does not.',
    'column cognition.users.user_preferences': "The member's own settings.",
    'table cognition.tenants': 'An organisation with a schema of its own.',
    'column cognition.tenants.name': 'Name of the schema; never changes.',
  };
  return Object.entries(comments).map(([object, text]) => `comment on ${object} is ${quoteLiteral(text)};`).join('\n');
}

/** Whoever may call a function is named here, one by one: PUBLIC never. */
function grantsSql(config: Config, functions: readonly FaceFunction[]): string {
  const groups = [...config.roles.map(({ name }) => groupRole(name)), applicationAdmins];
  const grant = (name: string, roles: readonly string[]): string => `grant execute on function cognition.${name} to ${roles.map(quoteIdentifier).join(', ')};`;
  return ['', 'revoke all on all functions in schema cognition from public;', grant('may_give_role', groups), ...functions.map(({ name, callers }) => grant(name, callers))].join('\n');
}
