-- What each tenant gets. Names are without a schema: every tenant has these tables in its own.

create table projects (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name <> ''),
  created_at timestamptz not null default now()
);
comment on table projects is 'Work that belongs together.';

-- tenant_users stands for the role `users` of each tenant.
grant select, insert on projects to tenant_users;
grant update, delete on projects to tenant_admins;
