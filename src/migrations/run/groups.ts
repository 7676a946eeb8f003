import type { SqlSession } from '../../postgres/sql-session.js';
import type { RunStep } from './types.js';

/** Steps that are done by one call: neighbours that are one transaction, or one step. */
export interface StepGroup {
  readonly number: number;
  readonly id: string;
  readonly first: number;
  readonly last: number;
  readonly way: 'call' | 'outside' | 'batched';
  /** All of its steps are: see `isInert`. */
  readonly inert: boolean;
}

/** Stored migrations behind a number, of one home, as calls; of shared those that are not done. Those that wait for every tenant (`late`) are apart. A migration without a step for tenants is one that does nothing. */
export async function readGroups(session: SqlSession, behind: number, home: RunStep['home'], late = false): Promise<readonly StepGroup[]> {
  const { rows } = await session.query<{ steps: readonly (RunStep | { readonly number: number; readonly id: string; readonly step: null })[] }>(
    `select coalesce(jsonb_agg(jsonb_build_object('number', m.number, 'id', m.id, 'step', s.step, 'kind', s.kind, 'home', s.home, 'outside', s.outside is not null, 'inert', s.inert) order by m.number, s.step), '[]') as steps
     from cognition.migrations m left join cognition.migration_steps s on s.number = m.number and s.home = $2::text and s.late = $3::boolean
       and ($2::text <> 'shared' or not exists (select from cognition.migration_ledger l where l.schema_name = 'shared' and l.number = s.number and l.step = s.step and l.state = 'done'))
     where m.number > $1::int`, [behind, home, late]);
  const groups: StepGroup[] = [];
  let open = false;
  for (const one of rows[0]?.steps ?? []) {
    if (one.step === null) {
      if (home === 'tenant') groups.push({ number: one.number, id: one.id, first: 0, last: 0, way: 'call', inert: false });
      open = false;
      continue;
    }
    const before = groups.at(-1);
    const joins = open && one.kind === 'transaction' && before?.number === one.number;
    if (joins) groups[groups.length - 1] = { ...before, last: one.step, inert: before.inert && one.inert };
    else groups.push({ number: one.number, id: one.id, first: one.step, last: one.step, way: one.outside ? 'outside' : one.kind === 'batched' ? 'batched' : 'call', inert: one.inert });
    open = one.kind === 'transaction';
  }
  return groups;
}
