import { callAsOwner } from './as-control-owner.js';
import type { StepGroup } from './groups.js';
import { runOutside, type Begun } from './run-outside.js';
import type { Limits, OwnSession } from './types.js';

export interface GroupOptions {
  readonly limits: Limits;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** `gone`: the tenant was dropped meanwhile. */
export type GroupEnd = 'done' | 'gone';

/** Groups as they follow each other, for one schema. */
export interface InOrder {
  readonly group: StepGroup;
  /** What the group before has begun already. */
  readonly begun: Begun | null;
  readonly next: StepGroup | null;
}

/**
 * Does a group of steps in one schema, or finds it done: whoever comes first. Runs again after whatever interrupted it.
 *
 * @throws Busy while somebody else is at it; what `pg` throws
 */
export async function runGroup(own: OwnSession, schema: string, { group, begun, next }: InOrder, options: GroupOptions): Promise<{ readonly end: GroupEnd; readonly begun: Begun | null }> {
  if (group.way === 'outside') return { end: await runOutside(own, schema, { group, begun }, options.limits), begun: null };
  if (group.way === 'batched') return { end: await runBatches(own, schema, group, options), begun: null };
  // What follows outside is begun by the same call: one transaction less.
  const following = own.lasting && next?.way === 'outside' && next.number === group.number ? next.first : null;
  const ended = await callAsOwner<{ ended: { readonly state: string; readonly begun: Begun | null } }>(own, options.limits, 'select cognition.apply_migration($1::text, $2::int, $3::int, $4::int, $5::int) as ended', [schema, group.number, group.first, group.last, following]);
  return { end: ended?.ended.state === 'gone' ? 'gone' : 'done', begun: ended?.ended.begun ?? null };
}

async function runBatches(own: OwnSession, schema: string, { number, first }: StepGroup, { limits, batchSize, signal }: GroupOptions): Promise<GroupEnd> {
  for (;;) {
    signal.throwIfAborted();
    const ended = await callAsOwner<{ state: string }>(own, limits, 'select cognition.run_batch($1::text, $2::int, $3::int, $4::int) as state', [schema, number, first, batchSize]);
    if (ended?.state === 'gone') return 'gone';
    if (ended?.state !== 'more') return 'done';
  }
}
