-- For every sample tenant of `pgcog dev` and of the tests, in its own schema.
insert into projects (id, name) values ('00000000-0000-4000-8000-000000000001', 'First project of ' || current_schema);
insert into tasks (project_id, title, created_by) values
  ('00000000-0000-4000-8000-000000000001', 'Look around', 'seed'),
  ('00000000-0000-4000-8000-000000000001', 'Invite a colleague', 'seed');
