import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { controlOwner } from '../../tenancy/control/role-names.js';
import { MigrationRefused } from '../ledger/migration-refused.js';
import type { Outside } from '../ledger/types.js';
import { callAsOwner, disown, own, ownerSettings } from './as-control-owner.js';
import type { StepGroup } from './groups.js';
import type { GroupEnd } from './run-group.js';
import type { Limits, OwnSession } from './types.js';

/** Another session is at this step, and lives. */
export class Busy extends Error {
  constructor(schema: string) {
    super(`somebody else is migrating ${schema}`);
    this.name = 'Busy';
  }
}

/** What `cognition.start_step` says. */
export interface Begun {
  readonly state: 'due' | 'done' | 'gone' | 'busy';
  /** It was begun before, and nobody knows how far that came. */
  readonly again: boolean;
  readonly statement: string;
  readonly path: string;
  readonly outside: Outside;
  /** Of the index that it makes or drops; null: it is not there. */
  readonly valid: boolean | null;
}

/**
 * A step that no transaction holds. It is written down before, with the session that is at it, and after; whoever finds
 * it begun by a session that is no more asks the catalog what became of it. What was left of an index is dropped.
 *
 * These take no lock that reads or writes wait for, so they wait for theirs as long as they may run: one that gave up
 * would leave half an index.
 *
 * @throws Busy, MigrationRefused PGC646 through the Data API, what `pg` throws
 */
export async function runOutside(worker: OwnSession, schema: string, { group: { number, first, id }, begun: before }: { readonly group: StepGroup; readonly begun: Begun | null }, limits: Limits): Promise<GroupEnd> {
  const { session } = worker;
  if (!worker.lasting) throw new MigrationRefused('PGC646', `step ${first} of ${id} can be in no transaction, and the Data API keeps no session besides`, 'connect directly: --database-url');
  const begun = before ?? (await callAsOwner<{ begun: Begun }>(worker, limits, 'select cognition.start_step($1::text, $2::int, $3::int) as begun', [schema, number, first]))?.begun;
  if (begun === undefined || begun.state === 'done') return 'done';
  if (begun.state === 'gone') return 'gone';
  if (begun.state === 'busy') throw new Busy(schema);
  disown(session);
  await session.query(`set role ${quoteIdentifier(schema === 'shared' ? controlOwner : `${schema}_owner`)}; set search_path = ${begun.path}; set lock_timeout = ${limits.outside}; set statement_timeout = ${limits.outside}`);
  if (!(await isDone(session, schema, begun))) await session.query(begun.statement);
  await session.query(`${ownerSettings(limits)}; select cognition.finish_step(${quoteLiteral(schema)}, ${number}, ${first})`);
  own(session, limits);
  return 'done';
}

/** Whether an earlier attempt has come to its end; what it has left half is taken away or finished. */
async function isDone(session: SqlSession, schema: string, { outside, again, valid }: Begun): Promise<boolean> {
  switch (outside.does) {
    case 'create index': {
      if (valid === null) return false;
      if (valid) return again;
      await session.query(`drop index concurrently ${quoteIdentifier(schema)}.${quoteIdentifier(outside.name)}`);
      return false;
    }
    case 'drop index': return again && valid === null;
    case 'detach': return detached(session, schema, outside, again);
    case 'again': return false;
  }
}

/** PostgreSQL keeps a partition that is being detached, until somebody says FINALIZE. */
async function detached(session: SqlSession, schema: string, { table, partition }: Extract<Outside, { does: 'detach' }>, again: boolean): Promise<boolean> {
  if (!again) return false;
  const own = quoteIdentifier(schema);
  const { rows } = await session.query<{ pending: boolean }>(
    `select i.inhdetachpending as pending from pg_catalog.pg_inherits i where i.inhrelid = pg_catalog.to_regclass(${quoteLiteral(`${own}.${partition}`)}) and i.inhparent = pg_catalog.to_regclass(${quoteLiteral(`${own}.${quoteIdentifier(table)}`)})`);
  if (rows[0]?.pending === true) await session.query(`alter table ${own}.${quoteIdentifier(table)} detach partition ${own}.${partition} finalize`);
  return rows[0] === undefined || rows[0].pending;
}
