import type { Client } from 'pg';
import type { Config } from '../config/types.js';
import { quoteLiteral } from '../postgres/quote.js';
import { info, warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import { fixedSchemas } from './scope.js';
import type { Spans } from './spans.js';
import type { Oid } from './types.js';

/** A view that reads a table with row level security, itself or through other views. */
export interface RawGuardedView {
  readonly oid: Oid;
  readonly name: string;
  /** Quoted, with its schema. */
  readonly address: string;
  readonly materialized: boolean;
  /** What the template says itself; null: nothing. */
  readonly invoker: boolean | null;
  readonly table: string;
}

async function readGuardedViews(client: Client, config: Config): Promise<readonly RawGuardedView[]> {
  const schemas = [config.templateSchema, fixedSchemas.shared].map(quoteLiteral).join(', ');
  const { rows } = await client.query<{ document: readonly RawGuardedView[] | null }>(`
    with recursive uses(view, used) as materialized (
      select r.ev_class, d.refobjid from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
      where d.refclassid = 'pg_class'::regclass and d.deptype = 'n' and r.ev_type = '1'
    ), guarded(view, guard) as (
      select u.view, u.used from uses u join pg_class t on t.oid = u.used and t.relrowsecurity
      union select u.view, g.guard from uses u join guarded g on g.view = u.used
    )
    select pg_catalog.json_agg(q order by q.address collate "C") as document from (
      select v.oid::int8, v.relname as name, pg_catalog.format('%I.%I', n.nspname, v.relname) as address, v.relkind = 'm' as materialized,
        (select lower(o.option_value)::bool from pg_options_to_table(v.reloptions) o where o.option_name = 'security_invoker') as invoker,
        min(t.relname collate "C") as "table"
      from guarded g join pg_class v on v.oid = g.view join pg_namespace n on n.oid = v.relnamespace join pg_class t on t.oid = g.guard
      where n.nspname in (${schemas}) and v.relkind in ('v', 'm') group by v.oid, n.nspname) as q`);
  return rows[0]?.document ?? [];
}

/**
 * Views over tables with row level security run with the caller's rights unless the template says otherwise; else they
 * would show what their owner may see, which is everything. Gives back what it found before it changed anything.
 */
export async function makeViewsInvokers(owner: Client, config: Config): Promise<readonly RawGuardedView[]> {
  const views = await readGuardedViews(owner, config);
  const silent = views.filter((view) => view.invoker === null && !view.materialized);
  if (silent.length > 0) await owner.query(silent.map((view) => `alter view ${view.address} set (security_invoker = true)`).join(';\n'));
  return views;
}

export function reviewViews(views: readonly RawGuardedView[], spans: Spans): readonly Diagnostic[] {
  return views.flatMap((view) => {
    const span = spans.object('pg_class', view.oid);
    const guarded = `${view.table}, which has row level security`;
    if (view.materialized) {
      return [warning('PGC162', `materialized view ${view.name} keeps rows of ${guarded}, for all who may read it`, span, 'leave out what not all of them may see, or grant it to fewer')];
    }
    if (view.invoker === true) return [];
    const message = view.invoker === null
      ? `view ${view.name} is run with its caller's rights: it reads ${guarded}`
      : `view ${view.name} is run with its owner's rights: it shows all rows of ${guarded}`;
    return [info('PGC162', message, span, 'say which you mean: WITH (security_invoker = true), or false')];
  });
}
