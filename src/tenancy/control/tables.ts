import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { quoteLiteral } from '../../postgres/quote.js';

/**
 * `cognition.tenants` and `cognition.users`, with the columns that resolvers may use. Row level security is not forced:
 * the owner, as which nobody logs in, must read them for the functions that policies ask.
 */
export function tablesSql(): string {
  return `
create table cognition.tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name ~ '^[a-z][a-z0-9_]{0,55}$'),
  displayname text not null check (length(displayname) between 1 and 200),
  status text not null default 'active' check (status in ('active', 'suspended'))
);
create table cognition.users (
  id text primary key default 'u_' || replace(gen_random_uuid()::text, '-', '') check (id ~ '^u_[0-9a-f]{32}$'),
  email text not null check (email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$' and length(email) <= 254),
  first_name text check (length(first_name) <= 200),
  last_name text check (length(last_name) <= 200),
  user_preferences jsonb not null default '{}' check (pg_column_size(user_preferences) < 65536),
  status text not null default 'invited' check (status in ('invited', 'active', 'suspended')),
  expires_at timestamptz,
  invitation_data jsonb not null default '{}' check (pg_column_size(invitation_data) < 65536),
  tenant_id uuid references cognition.tenants (id) on delete restrict,
  app_role text not null default 'users',
  constraint users_home_check check ((app_role = ${quoteLiteral(applicationAdmins)}) = (tenant_id is null))
);
create unique index users_email_key on cognition.users (tenant_id, lower(email)) nulls not distinct;
alter table cognition.tenants enable row level security;
alter table cognition.users enable row level security;
${commentsSql()}`;
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

/** Tables that nobody but the owner's functions reads, save the log. */
export function privateTablesSql(): string {
  return `
create index users_by_email on cognition.users (lower(email));
create table cognition.identities (
  user_id text primary key references cognition.users (id) on delete cascade,
  sub text not null check (sub ~ '^[[:graph:]]{1,128}$'),
  linked_at timestamptz not null default clock_timestamp(),
  chosen_at timestamptz
);
create index identities_by_sub on cognition.identities (sub);
comment on table cognition.identities is 'Which person of the user pool a membership is of, and which of theirs was chosen last.';
create table cognition.tenant_logins (
  id text primary key default 'l_' || replace(gen_random_uuid()::text, '-', '') check (id ~ '^l_[0-9a-f]{32}$'),
  tenant_id uuid references cognition.tenants (id) on delete cascade,
  app_role text not null,
  constraint tenant_logins_home_check check ((app_role = ${quoteLiteral(applicationAdmins)}) = (tenant_id is null)),
  constraint tenant_logins_key unique nulls not distinct (tenant_id, app_role)
);
comment on table cognition.tenant_logins is 'Where members have no logins of their own: one for each role of a tenant.';
create table cognition.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  login text not null,
  action text not null,
  target text,
  tenant_id uuid,
  before jsonb,
  after jsonb
);
create index audit_log_by_tenant on cognition.audit_log (tenant_id, id);
comment on table cognition.audit_log is 'Who did what to users, tenants and logins; only ever added to.';
alter table cognition.identities enable row level security;
alter table cognition.tenant_logins enable row level security;
alter table cognition.audit_log enable row level security;
create table cognition.configuration (
  one boolean primary key default true check (one),
  roles jsonb not null,
  credentials text not null check (credentials in ('user', 'role')),
  template_schema text not null,
  checksum text,
  former text[] not null default '{}'
);
comment on table cognition.configuration is 'The settings that the control schema was installed with.';
comment on column cognition.configuration.former is 'Roles that earlier settings had: theirs are still there.';`;
}
