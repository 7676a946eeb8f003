create type task_status as enum ('open', 'doing', 'done');

create table tasks (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references projects on delete cascade,
  title text not null check (title <> ''),
  status task_status not null default 'open',
  due_on date,
  -- Who is signed in, in both credential modes.
  created_by text not null default cognition.current_user_id(),
  created_at timestamptz not null default now()
);
comment on table tasks is 'Something to be done.';
comment on column tasks.created_by is 'Id of the member who wrote it down.';

create index on tasks (project_id, created_at);

grant select, insert (project_id, title, due_on), update (title, status, due_on), delete on tasks to tenant_users;

-- Members see all tasks of their tenant, and change those that they wrote; admins change all.
alter table tasks enable row level security;

create policy seen on tasks for select to tenant_users using (true);
create policy added on tasks for insert to tenant_users with check (created_by = (select cognition.current_user_id()));
create policy changed on tasks for update to tenant_users using (created_by = (select cognition.current_user_id()) or (select cognition.has_role('admins')));
create policy removed on tasks for delete to tenant_users using (created_by = (select cognition.current_user_id()) or (select cognition.has_role('admins')));
