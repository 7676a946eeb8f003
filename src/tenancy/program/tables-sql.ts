/** What the control schema keeps of templates: programs, their steps, and what each makes (its fingerprint). */
export function programTablesSql(): string {
  return `
create table cognition.template_programs (
  version text primary key check (version ~ '^[0-9a-f]{64}$'),
  template_schema text not null,
  -- The schema that template_objects tell of: the template's own, or one made by the same program.
  reference text,
  -- [{ "name": "admins", "inherits": ["users"] }]
  roles jsonb not null,
  known_roles text[] not null,
  exact_rows boolean not null,
  stored_at timestamptz not null default now(),
  current boolean not null default false
);
create unique index template_programs_current on cognition.template_programs (current) where current;
create table cognition.template_steps (
  version text not null references cognition.template_programs on delete cascade,
  number int not null check (number > 0),
  -- a text, a slot's name, a text, ...
  pieces text[] not null,
  path text[] not null,
  primary key (version, number)
);
-- Printed by the server, so another version of the server may print it differently.
create table cognition.template_objects (
  version text not null references cognition.template_programs on delete cascade,
  server int not null,
  object text not null,
  definition text not null,
  body text
);
create index template_objects_version on cognition.template_objects (version);`;
}
