/**
 * A schema of `tables` tables such as an application of that size has: keys, foreign keys to earlier tables, enums,
 * comments, indexes, checks. The same number gives the same text.
 */
export function schemaOf(tables: number): string {
  const parts: string[] = [];
  for (let n = 0; n < Math.ceil(tables / 10); n += 1) parts.push(`create type state_${n} as enum ('new', 'open', 'closed', 'lost');`);
  for (let n = 0; n < tables; n += 1) parts.push(tableOf(n));
  return `${parts.join('\n\n')}\n`;
}

function tableOf(n: number): string {
  const name = `thing_${n}`;
  const parent = n === 0 ? null : Math.floor(n / 2);
  return [
    `create table ${name} (`,
    '  id uuid primary key default gen_random_uuid(),',
    ...(parent === null ? [] : [`  parent_id uuid not null references thing_${parent},`, `  other_id uuid references thing_${Math.floor(n / 3)},`]),
    '  number bigint generated always as identity,',
    '  name text not null,',
    '  note text,',
    `  state state_${Math.floor(n / 10)} not null default 'new',`,
    '  amount numeric(12, 2) not null default 0 check (amount >= 0),',
    "  tags text[] not null default '{}',",
    '  details jsonb,',
    '  due date,',
    '  created_at timestamptz not null default now(),',
    `  constraint ${name}_number_key unique (number)`,
    ');',
    `comment on table ${name} is 'Thing number ${n}.';`,
    `comment on column ${name}.amount is 'In euros.';`,
    ...(parent === null ? [] : [`create index ${name}_parent on ${name} (parent_id, created_at desc);`]),
    `grant select, insert, update on ${name} to tenant_users;`,
    `grant select, insert, update, delete on ${name} to tenant_admins;`,
  ].join('\n');
}
