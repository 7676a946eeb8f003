import type { Client } from 'pg';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { sqlFailure } from '../../src/postgres/failure.js';

interface Probe {
  readonly object: string;
  readonly sql: string;
}

/**
 * Reads every view, inserts a row of defaults into every table and calls every function with nulls, under
 * `search_path = pg_catalog`, and takes it all back: what each did, `ok` or an SQLSTATE. A name that its text does not
 * find shows here; so does one that only the template has, once that is gone.
 */
export async function probeObjects(admin: Client, schema: string): Promise<Readonly<Record<string, string>>> {
  const outcome: Record<string, string> = {};
  await admin.query(`begin; set local search_path = pg_catalog; set local statement_timeout = '10s'; set local client_min_messages = error`);
  try {
    for (const { object, sql } of await probesOf(admin, schema)) outcome[object] = await attempt(admin, sql);
    return outcome;
  } finally {
    await admin.query('rollback');
  }
}

async function attempt(admin: Client, sql: string): Promise<string> {
  await admin.query('savepoint probe');
  try {
    await admin.query(sql);
    return 'ok';
  } catch (thrown) {
    const failure = sqlFailure(thrown);
    if (failure === null) throw thrown;
    return failure.sqlState;
  } finally {
    await admin.query('rollback to savepoint probe');
  }
}

async function probesOf(admin: Client, schema: string): Promise<readonly Probe[]> {
  const { rows } = await admin.query<Probe>(`
    select case c.relkind when 'v' then 'view ' when 'm' then 'materialized view ' else 'table ' end || c.relname as object,
      case when c.relkind in ('v', 'm') then 'select * from ' || c.oid::regclass else 'insert into ' || c.oid::regclass || ' default values' end as sql
    from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    union all
    select 'routine ' || p.proname || '(' || coalesce((select string_agg(t.typname, ', ' order by n) from unnest(p.proargtypes) with ordinality as a(oid, n) join pg_type t using (oid)), '') || ')',
      case p.prokind when 'p' then 'call ' else 'select ' end || format('%I.%I(%s)', $2::text, p.proname,
        (select string_agg('null::' || format_type(t, null), ', ' order by n) from unnest(p.proargtypes) with ordinality as a(t, n)))
    from pg_proc p where p.pronamespace = $1::regnamespace and p.prokind in ('f', 'p') and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    order by 1`, [quoteIdentifier(schema), schema]);
  return rows;
}
