/**
 * SQL of what the control schema keeps of migrations: each with its statements, cut as the template program is, where
 * every tenant stands, and what was done to whom.
 */
export function ledgerTablesSql(): string {
  return `${tables}
${['migrations', 'migration_steps', 'migration_ledger', 'tenant_migrations'].map((name) => `alter table cognition.${name} enable row level security;`).join('\n')}
${stamp}`;
}

const tables = `
create table cognition.migrations (
  number int primary key check (number > 0),
  id text not null unique,
  checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
  after text,
  stored_at timestamptz not null default clock_timestamp(),
  applied_to_template_at timestamptz,
  -- the template program that it led to; null where another migration came in the same go
  program text
);
comment on table cognition.migrations is 'Migrations that the template has been taken through.';
create table cognition.migration_steps (
  number int not null references cognition.migrations on delete cascade,
  step int not null check (step > 0),
  kind text not null check (kind in ('transaction', 'alone', 'batched')),
  home text not null check (home in ('tenant', 'shared')),
  -- as written, in the template's names
  statement text not null,
  -- a text, a slot's name, a text, ...
  pieces text[] not null,
  path text[] not null,
  -- the same for the template, inside a transaction; null: there is nothing to be done to the template
  template_pieces text[],
  -- of a batched step { "table": "orders", "alias": "o", "key": ["id"] }, names as SQL writes them
  batch jsonb,
  -- of what can be in no transaction { "does": "create index", "name": "orders_note" }
  outside jsonb,
  -- may make a view, a function or a right: what the tool adds to these is added, and the rules are held against them
  careful boolean not null,
  -- runs nothing that a tenant's schema says
  inert boolean not null,
  -- of shared: waits until every tenant has the migration
  late boolean not null,
  primary key (number, step)
);
comment on table cognition.migration_steps is 'Statements of migrations, cut.';
create table cognition.migration_ledger (
  number int not null,
  -- a tenant's, the template's, or shared
  schema_name text not null,
  step int not null,
  state text not null check (state in ('started', 'done', 'failed')),
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  attempts int not null default 1,
  error text,
  progress jsonb,
  -- of a step outside transactions: the session that is at it
  pid int,
  session_start timestamptz,
  primary key (schema_name, number, step)
);
comment on table cognition.migration_ledger is 'Which step of which migration was done to whom.';
create table cognition.tenant_migrations (
  tenant_id uuid primary key references cognition.tenants (id) on delete cascade,
  -- the last migration that is done; 0: none
  number int not null,
  -- the template program whose schema it has, where that is known
  program text
);
comment on table cognition.tenant_migrations is 'Where every tenant stands.';`;

/** Whoever makes a tenant has waited for the lock that a change of the template holds: what is read here is what it was made by. */
const stamp = `
create or replace function cognition.stamp_tenant() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $stamp$
begin
  insert into cognition.tenant_migrations (tenant_id, number, program) values (new.id, (select coalesce(max(m.number), 0) from cognition.migrations m), cognition.current_program());
  return null;
end
$stamp$;
create or replace function cognition.forget_ledger() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $forget$
begin
  delete from cognition.migration_ledger l where l.schema_name = old.name;
  return null;
end
$forget$;
create trigger stamp_tenant after insert on cognition.tenants for each row execute function cognition.stamp_tenant();
create trigger forget_ledger after delete on cognition.tenants for each row execute function cognition.forget_ledger();
insert into cognition.tenant_migrations (tenant_id, number, program) select t.id, 0, cognition.current_program() from cognition.tenants t;`;
