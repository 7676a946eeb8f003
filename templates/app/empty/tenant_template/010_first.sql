-- What each tenant gets: tables, types, views, functions, triggers, policies and grants, in as many files as you like.
-- Names are without a schema. tenant_users and tenant_admins stand for the roles of each tenant.

-- Something to begin with; put your own in its place.
create table notes (
  id uuid primary key default gen_random_uuid(),
  text text not null check (text <> ''),
  created_at timestamptz not null default now()
);
grant select, insert, update, delete on notes to tenant_users;
