import { applicationAdmins, groupRole } from '../catalog/scratch-roles.js';
import type { Config } from '../config/types.js';
import { quoteIdentifier, quoteLiteral } from '../postgres/quote.js';
import { membersFaceSql } from './members-face.js';

/**
 * SQL that makes the control schema's public face in a scratch database: `cognition.users`, `cognition.tenants` and the
 * functions that policies may rely on. To be run once, by the scratch superuser, before the template is loaded; the
 * roles of `scratchRoles(config)` must be there. The columns are those of the product's control schema, so what is
 * typed against them here runs there.
 */
export function publicFaceSql(config: Config): string {
  return [schemaSql(), tablesSql(config), functionsSql(config), policiesSql(config), grantsSql(config), membersFaceSql(config)].join('\n');
}

function schemaSql(): string {
  return `
create schema cognition;
revoke all on schema cognition from public;`;
}

function tablesSql(config: Config): string {
  const roles = [...config.roles.map((role) => role.name), applicationAdmins].map(quoteLiteral).join(', ');
  return `
create table cognition.tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name ~ '^[a-z][a-z0-9_]{0,55}$'),
  displayname text not null check (length(displayname) between 1 and 200),
  status text not null default 'active' check (status in ('active', 'suspended'))
);
create table cognition.users (
  id text primary key default 'u_' || replace(gen_random_uuid()::text, '-', '') check (id ~ '^u_[0-9a-f]{32}$'),
  email text not null check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(email) <= 254),
  first_name text check (length(first_name) <= 200),
  last_name text check (length(last_name) <= 200),
  user_preferences jsonb not null default '{}',
  status text not null default 'invited' check (status in ('invited', 'active', 'suspended')),
  expires_at timestamptz,
  invitation_data jsonb not null default '{}',
  tenant_id uuid references cognition.tenants (id) on delete restrict,
  app_role text not null default 'users' check (app_role in (${roles})),
  check ((app_role = ${quoteLiteral(applicationAdmins)}) = (tenant_id is null))
);
alter table cognition.tenants enable row level security;
alter table cognition.users enable row level security;`;
}

/**
 * The caller is the role that was set, else the login: inside a SECURITY DEFINER function current_user is its owner.
 * A row counts while it, its tenant and its membership do, so each function gives null to everybody else.
 */
function functionsSql(config: Config): string {
  const caller = `case current_setting('role') when 'none' then session_user::text else current_setting('role') end`;
  const group = `case u.app_role when ${quoteLiteral(applicationAdmins)} then u.app_role else 'tenant_' || u.app_role end`;
  const row = (result: string): string => `
  select ${result} from cognition.users u left join cognition.tenants t on t.id = u.tenant_id
  where u.id = ${caller} and u.status = 'active' and (u.expires_at is null or u.expires_at > now())
    and (u.tenant_id is null or t.status = 'active') and pg_has_role((${caller})::name, (${group})::name, 'USAGE')`;
  return [
    definer('current_user_id', row('u.id'), "The caller's id in cognition.users; null unless active."),
    definer('current_tenant', row('t.name'), "The name of the caller's tenant; null unless both are active."),
    definer('current_role_name', row('u.app_role'), "The caller's role as the configuration names it; null unless active."),
    hasRole(config),
  ].join('\n');
}

function definer(name: string, body: string, comment: string): string {
  return `
create function cognition.${name}() returns text language sql stable security definer
set search_path = pg_catalog, pg_temp as $body$${body}
$body$;
comment on function cognition.${name}() is ${quoteLiteral(comment)};`;
}

/** Rights inherited by the configuration count, so a policy for users lets admins in where admins inherit users. */
function hasRole(config: Config): string {
  const arms = config.roles.map((role) => {
    const names = [role.name, ...role.inherits].map(quoteLiteral).join(', ');
    return `    when ${quoteLiteral(role.name)} then wanted in (${names})`;
  });
  return `
create function cognition.has_role(wanted text) returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $body$
  select coalesce(case cognition.current_role_name()
${arms.join('\n')}
    else wanted = cognition.current_role_name() end, false)
$body$;
comment on function cognition.has_role(text) is 'Whether the caller has this role, inherited ones included.';`;
}

/** `(select f())` runs once a query instead of once a row. */
function policiesSql(config: Config): string {
  const groups = tenantGroups(config);
  const ownTenant = 'name = (select cognition.current_tenant())';
  const ownUsers = `tenant_id = (select t.id from cognition.tenants t where t.${ownTenant})`;
  const self = 'id = (select cognition.current_user_id())';
  return `
create policy everything on cognition.tenants to ${applicationAdmins} using (true) with check (true);
create policy own_tenant on cognition.tenants for select to ${groups} using (${ownTenant});
create policy own_tenant_update on cognition.tenants for update to ${groupRole('admins')} using (${ownTenant}) with check (${ownTenant});
create policy everything on cognition.users to ${applicationAdmins} using (true) with check (true);
create policy own_tenant on cognition.users for select to ${groupRole('admins')} using (${ownUsers});
create policy own_row on cognition.users for select to ${groups} using (${self});
create policy own_tenant_update on cognition.users for update to ${groupRole('admins')} using (${ownUsers}) with check (${ownUsers});
create policy own_tenant_delete on cognition.users for delete to ${groupRole('admins')} using (${ownUsers} and not (${self}));
create policy own_row_update on cognition.users for update to ${groups} using (${self}) with check (${self});`;
}

/** Column grants carry "any attribute except": nobody of a tenant writes id or tenant_id. */
function grantsSql(config: Config): string {
  const groups = tenantGroups(config);
  const everybody = `${groups}, ${applicationAdmins}`;
  const functions = ['current_user_id()', 'current_tenant()', 'current_role_name()', 'has_role(text)'];
  return `
grant usage on schema cognition to ${everybody};
revoke all on all functions in schema cognition from public;
grant execute on function ${functions.map((name) => `cognition.${name}`).join(', ')} to ${everybody};
grant select on cognition.users, cognition.tenants to ${everybody};
grant insert, update, delete on cognition.users to ${applicationAdmins};
grant update (displayname) on cognition.tenants to ${applicationAdmins}, ${groupRole('admins')};
grant delete on cognition.users to ${groupRole('admins')};
grant update (email, first_name, last_name, user_preferences, status, expires_at, invitation_data, app_role) on cognition.users to ${groupRole('admins')};
grant update (first_name, last_name, user_preferences) on cognition.users to ${groups};`;
}

function tenantGroups(config: Config): string {
  return config.roles.map((role) => quoteIdentifier(groupRole(role.name))).join(', ');
}
