import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import type { Outside } from '../ledger/types.js';

/** What `cognition.start_step` says. */
export interface Begun {
  readonly state: 'due' | 'done' | 'gone' | 'busy';
  /** The session is the schema owner's by now, under the step's path, with its limits. */
  readonly ready?: boolean;
  /** It was begun before, and nobody knows how far that came. */
  readonly again: boolean;
  readonly statement: string;
  readonly path: string;
  readonly outside: Outside;
  /** Of the index that it makes or drops; null: it is not there. */
  readonly valid: boolean | null;
}

/**
 * Whether an earlier attempt has come to its end; what it has left half is taken away or finished.
 *
 * @param run runs a statement outside transactions
 */
export async function isDone(session: SqlSession, schema: string, { outside, again, valid }: Begun, run: (text: string) => Promise<void>): Promise<boolean> {
  switch (outside.does) {
    case 'create index': {
      if (valid === null) return false;
      if (valid) return again;
      await run(`drop index concurrently ${quoteIdentifier(schema)}.${quoteIdentifier(outside.name)}`);
      return false;
    }
    case 'drop index': return again && valid === null;
    case 'detach': return again && detached(session, schema, outside, run);
    case 'again': {
      if (again && outside.reindexes !== undefined) await withoutCopies(session, schema, outside.reindexes, run);
      return false;
    }
  }
}

/** PostgreSQL keeps a partition that is being detached, until somebody says FINALIZE. */
async function detached(session: SqlSession, schema: string, { table, partition }: Extract<Outside, { does: 'detach' }>, run: (text: string) => Promise<void>): Promise<boolean> {
  const own = quoteIdentifier(schema);
  const { rows } = await session.query<{ pending: boolean }>(
    `select i.inhdetachpending as pending from pg_catalog.pg_inherits i where i.inhrelid = pg_catalog.to_regclass(${quoteLiteral(`${own}.${partition}`)}) and i.inhparent = pg_catalog.to_regclass(${quoteLiteral(`${own}.${quoteIdentifier(table)}`)})`);
  if (rows[0]?.pending === true) await run(`alter table ${own}.${quoteIdentifier(table)} detach partition ${own}.${partition} finalize`);
  return rows[0] === undefined || rows[0].pending;
}

/** REINDEX CONCURRENTLY that was interrupted leaves its copies, which PostgreSQL names `..._ccnew` and `..._ccold`. */
async function withoutCopies(session: SqlSession, schema: string, { object, name }: NonNullable<Extract<Outside, { does: 'again' }>['reindexes']>, run: (text: string) => Promise<void>): Promise<void> {
  const own = quoteLiteral(`${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
  const which = object === 'table' ? `i.indrelid in (pg_catalog.to_regclass(${own}), (select t.reltoastrelid from pg_catalog.pg_class t where t.oid = pg_catalog.to_regclass(${own})))`
    : `i.indrelid = (select x.indrelid from pg_catalog.pg_index x where x.indexrelid = pg_catalog.to_regclass(${own}))`;
  const { rows } = await session.query<{ copy: string }>(
    `select pg_catalog.format('%I.%I', n.nspname, c.relname) as copy from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where not i.indisvalid and c.relname operator(pg_catalog.~) '_cc(new|old)[0-9]*$' and ${which} order by 1`);
  for (const { copy } of rows) await run(`drop index concurrently ${copy}`);
}
