import type { Client } from 'pg';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { describeLogin } from './judge-strangers.js';
import type { Trial } from './run-attempts.js';
import { tryAll } from './try-all.js';
import type { Answer, Attempt, Finding, Login, Thing, World } from './types.js';

/** A view that reads tables with row level security by its owner's rights. */
interface LendingView {
  readonly name: string;
  readonly definition: string;
  readonly tables: string;
}

/**
 * Views that show a member rows which the policies of the tables behind them hide from it: the view's own query is run
 * as the member, and gives something else. Where the member has no right to the tables there is nothing to compare with.
 * In one tenant: where another's views are not the same, that is said elsewhere.
 */
export async function compareViews(world: World, { things, rights }: Trial): Promise<readonly Finding[]> {
  const [tenant] = world.tenants;
  if (tenant === undefined) return [];
  const views = await lendingViews(world.admin, tenant.name);
  const findings: Finding[] = [];
  for (const login of views.length === 0 ? [] : world.logins.filter((one) => one.standing === 'member' && one.tenant === tenant.name)) {
    const session = await world.open(login);
    for (const view of views) {
      const thing = things.find(({ schema, name }) => schema === tenant.name && name === view.name);
      const columns = thing === undefined ? null : rights.of(login, thing).select;
      if (thing !== undefined && columns !== null) findings.push(...(await compare(session, login, thing, view, columns)));
    }
    await session.end();
  }
  return findings;
}

async function lendingViews(admin: Client, schema: string): Promise<readonly LendingView[]> {
  const { rows } = await admin.query<LendingView>(lendingSql, [schema]);
  return rows;
}

async function compare(session: Client, login: Login, thing: Thing, { name, definition, tables }: LendingView, columns: ReadonlySet<string>): Promise<readonly Finding[]> {
  const list = thing.columns.filter((column) => columns.has(column.name)).map((column) => quoteIdentifier(column.name)).join(', ');
  const attempt = (from: string): Attempt => ({ thing, verb: 'select', reads: true, sql: contentSql(`select ${list} from ${from}`) });
  const asView = attempt(quoteQualified(thing.schema, thing.name));
  const [shown, again, own] = await tryAll(session, login, [asView, asView, attempt(`(${definition.replace(/;\s*$/, '')}) as view_query`)]);
  if (shown === undefined || own === undefined || own.state !== null || !differ(shown, own, again?.found === shown.found)) return [];
  const message = `shows ${describeLogin(login)} ${shown.rows} rows, and its query gives them ${own.rows}: it reads ${tables} with its owner's rights, whatever their policies say`;
  return [{ kind: 'view', object: name, message }];
}

/** What is not the same when asked twice (a random number) is told by the number of rows alone. */
function differ(shown: Answer, own: Answer, steady: boolean): boolean {
  return shown.state === null && (shown.rows !== own.rows || (steady && shown.found !== own.found));
}

const contentSql = (query: string): string =>
  `select pg_catalog.count(*), pg_catalog.md5(pg_catalog.string_agg(q::pg_catalog.text, ' ' order by q::pg_catalog.text)) from (${query}) as q`;

/** Views that run as their owner, down to tables with row level security; through other views too. */
const lendingSql = `
with recursive own as materialized (select c.oid, c.relname, c.relkind, c.reloptions from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('v', 'm')),
uses(view, used) as materialized (
  select o.oid, d.refobjid from own o join pg_rewrite r on r.ev_class = o.oid and r.ev_type = '1' join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
  where d.refclassid = 'pg_class'::regclass and d.deptype = 'n'),
down(view, used) as (select u.view, u.used from uses u union select d.view, u.used from down d join uses u on u.view = d.used)
select o.relname::text as name, pg_get_viewdef(o.oid) as definition, string_agg(distinct t.relname::text, ', ') as tables
from own o join down d on d.view = o.oid join pg_class t on t.oid = d.used and t.relrowsecurity
where o.relkind = 'm' or not exists (select from unnest(o.reloptions) s(setting) where s.setting in ('security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'))
group by o.oid, o.relname order by o.relname collate "C"`;
