import type { Client } from 'pg';
import type { Login, Thing } from './types.js';

/** What the catalog lets a login do with a thing. */
export interface Rights {
  /** Columns it may read, give and change; null: not even one. A table's right is one on all columns. */
  readonly select: ReadonlySet<string> | null;
  readonly insert: ReadonlySet<string> | null;
  readonly update: ReadonlySet<string> | null;
  readonly delete: boolean;
  /** Of sequences: USAGE or UPDATE; of routines: EXECUTE. */
  readonly use: boolean;
  /** USAGE on the schema, without which the rest counts for nothing. */
  readonly enter: boolean;
  /** Commands that some policy for one of its roles is about. */
  readonly policies: readonly ('select' | 'insert' | 'update' | 'delete')[];
}

interface Raw {
  readonly login: string;
  readonly thing: number;
  readonly enter: boolean;
  readonly delete: boolean;
  readonly use: boolean;
  readonly columns: readonly (readonly [string, number])[];
  readonly policies: Rights['policies'];
}

/** Asks the catalog what these logins may do with these things. */
export async function readRights(admin: Client, logins: readonly Login[], things: readonly Thing[]): Promise<{ of(login: Login, thing: Thing): Rights }> {
  const users = [...new Set(logins.map(({ user }) => user))];
  const { rows } = await admin.query<Raw>(rightsSql, [users, things.map(({ oid }) => oid)]);
  const found = new Map(rows.map((raw) => [`${raw.login} ${raw.thing}`, rightsOf(raw)]));
  return {
    of: ({ user }, { oid }) => {
      const rights = found.get(`${user} ${oid}`);
      if (rights === undefined) throw new Error(`the catalog says nothing of ${user} and ${oid}`);
      return rights;
    },
  };
}

function rightsOf({ enter, delete: deletes, use, columns, policies }: Raw): Rights {
  const having = (bit: number): ReadonlySet<string> | null => {
    const names = columns.filter(([, bits]) => (bits & bit) !== 0).map(([name]) => name);
    return names.length === 0 ? null : new Set(names);
  };
  return { select: having(1), insert: having(2), update: having(4), delete: deletes, use, enter, policies };
}

/** A policy for role PUBLIC has oid 0 in it. */
const rightsSql = `
select r.rolname::text as login, t.oid::int8::float8 as thing, has_schema_privilege(r.oid, t.space, 'USAGE') as enter,
  t.relkind is not null and t.relkind <> 'S' and has_table_privilege(r.oid, t.oid, 'DELETE') as delete,
  case when t.relkind is null then has_function_privilege(r.oid, t.oid, 'EXECUTE') when t.relkind = 'S' then has_sequence_privilege(r.oid, t.oid, 'USAGE, UPDATE') else false end as use,
  coalesce(case when t.relkind <> 'S' then (select json_agg(json_build_array(a.attname, has_column_privilege(r.oid, t.oid, a.attnum, 'SELECT')::int + 2 * has_column_privilege(r.oid, t.oid, a.attnum, 'INSERT')::int
    + 4 * has_column_privilege(r.oid, t.oid, a.attnum, 'UPDATE')::int) order by a.attnum) from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) end, '[]') as columns,
  coalesce(case when t.relkind in ('r', 'p') then (select json_agg(distinct c.command) from pg_policy p
    cross join lateral (values ('select'), ('insert'), ('update'), ('delete')) c(command)
    where p.polrelid = t.oid and p.polpermissive and p.polcmd in ('*', case c.command when 'select' then 'r' when 'insert' then 'a' when 'update' then 'w' else 'd' end)
      and exists (select from unnest(p.polroles) g(oid) where g.oid = 0 or pg_has_role(r.oid, g.oid, 'USAGE'))) end, '[]') as policies
from (select c.oid, c.relkind, c.relnamespace as space from pg_class c where c.oid = any ($2::oid[]) union all select p.oid, null, p.pronamespace from pg_proc p where p.oid = any ($2::oid[])) t
cross join pg_roles r where r.rolname = any ($1)`;
