/**
 * Fifteen tables with keys, checks, indexes, triggers, policies, functions and views. In its midst stands what a tenant
 * that `shared.faults` names meets: `sleep` or `fail`.
 */
export function largeTemplate(): Readonly<Record<string, string>> {
  const halves = [range(0, 8), range(8, 15)].map((numbers) => numbers.map(table).join('\n'));
  return { 'shared/faults.sql': 'create table faults (name text primary key, what text not null);', 'tenant_template/a.sql': halves.join(fault) };
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i);

const fault = `
do $$ declare what text := (select f.what from shared.faults f where f.name = current_schema()); begin
  if what = 'sleep' then perform pg_sleep(300); elsif what = 'fail' then raise exception 'met a fault' using errcode = 'PGC99'; end if;
end $$;
`;

function table(n: number): string {
  const parent = n === 0 ? '' : `parent_id int references t${n - 1} on delete cascade,`;
  return `create type state_${n} as enum ('open', 'closed');
create table t${n} (id int generated always as identity primary key, ${parent} author text default cognition.current_user_id() references cognition.users, state state_${n} not null default 'open',
  name text not null check (length(name) < 100), total numeric(12, 2) default 0, changed_at timestamptz not null default now(), unique (name, state));
create index on t${n} (changed_at desc) where state = 'open';
create function touch_${n}() returns trigger language plpgsql as $$ begin new.changed_at := now(); return new; end $$;
create trigger touch before update on t${n} for each row execute function touch_${n}();
create function count_${n}() returns bigint language sql stable security definer as $$ select count(*) from t${n} $$;
create function mine_${n}(t${n}) returns boolean stable begin atomic select $1.author = cognition.current_user_id(); end;
create view open_${n} as select id, name, total from t${n} where state = 'open';
alter table t${n} enable row level security;
create policy own on t${n} to tenant_users using (mine_${n}(t${n}));
create policy everything on t${n} to tenant_admins using (true);
grant select, insert (name, total), update (name, state) on t${n} to tenant_users;
grant select on open_${n} to tenant_billing; grant execute on function count_${n}() to tenant_users;
comment on table t${n} is 'Number ${n}'; insert into t${n} (name) values ('first');`;
}
