import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import { sqlFailure } from '../../postgres/failure.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import type { Outside } from '../ledger/types.js';
import { asControlOwner } from './as-control-owner.js';
import { backoff } from './judge.js';
import type { Begun } from './outside-state.js';
import type { Limits } from './types.js';

type Detach = Extract<Outside, { readonly does: 'detach' }>;

const tries = 10;

/**
 * DETACH PARTITION CONCURRENTLY leaves the partition's bounds on it, as a CHECK that was not there
 * (https://www.postgresql.org/docs/current/sql-altertable.html), and DETACH PARTITION, which the template gets, does not.
 *
 * @returns what takes that CHECK away, to be called when the partition is a table of its own
 */
export async function partitionCheck(session: SqlSession, limits: Limits, schema: string, { outside, again }: Begun): Promise<() => Promise<void>> {
  if (outside.does !== 'detach') return () => Promise.resolve();
  const before = await checksOf(session, schema, outside);
  if (before.bounds === null) return () => Promise.resolve();
  return async () => {
    // An attempt before this one may have made it already.
    const { checks } = await checksOf(session, schema, outside);
    const made = checks.filter(({ name, definition }) => definition === `CHECK (${before.bounds ?? ''})` && (again || !before.checks.some((one) => one.name === name)));
    for (const { name } of made) await dropped(session, limits, `alter table ${quoteIdentifier(schema)}.${outside.partition} drop constraint ${quoteIdentifier(name)}`);
  };
}

interface Checks {
  readonly bounds: string | null;
  readonly checks: readonly { readonly name: string; readonly definition: string }[];
}

async function checksOf(session: SqlSession, schema: string, { partition }: Detach): Promise<Checks> {
  const table = `pg_catalog.to_regclass(${quoteLiteral(`${quoteIdentifier(schema)}.${partition}`)})`;
  const { rows } = await session.query<Checks>(
    `select pg_catalog.pg_get_partition_constraintdef(${table}) as bounds, (select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('name', k.conname, 'definition', pg_catalog.pg_get_constraintdef(k.oid))), '[]')
     from pg_catalog.pg_constraint k where k.conrelid = ${table} and k.contype = 'c') as checks`);
  return rows[0] ?? { bounds: null, checks: [] };
}

/** Readers wait for this no longer than for a step. */
async function dropped(session: SqlSession, limits: Limits, sql: string): Promise<void> {
  for (let tried = 0; ; tried++) {
    try {
      await asControlOwner(session, limits, () => session.query(sql));
      return;
    } catch (error) {
      if (sqlFailure(error)?.sqlState !== '55P03' || tried >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, backoff(250, tried)));
    }
  }
}
