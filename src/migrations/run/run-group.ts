import { callAsOwner, disown, sessionStart } from './as-control-owner.js';
import type { StepGroup } from './groups.js';
import type { Begun } from './outside-state.js';
import { runOutside } from './run-outside.js';
import { runWatched } from './run-watched.js';
import type { GroupEnd, GroupOptions, OwnSession } from './types.js';

export interface GroupDone {
  readonly end: GroupEnd;
  /** Of the group behind it, which the same call has begun. */
  readonly begun: Begun | null;
}

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
export async function runGroup(own: OwnSession, schema: string, { group, begun, next }: InOrder, options: GroupOptions): Promise<GroupDone> {
  if (group.way === 'outside') return { end: await (own.lasting ? runOutside(own, schema, { group, begun }, options.limits) : runWatched(own, schema, group, options)), begun: null };
  if (group.way === 'batched') return { end: await runBatches(own, schema, group, options), begun: null };
  // What follows outside is begun by the same call: one transaction less.
  const following = own.lasting && next?.way === 'outside' && next.number === group.number ? next.first : null;
  const answer = await callAsOwner<{ ended: { readonly state: string; readonly begun: Begun | null } }>(own, options.limits, 'select cognition.apply_migration($1::text, $2::int, $3::int, $4::int, $5::int, $6::int, $7::timestamptz) as ended',
    [schema, group.number, group.first, group.last, following, following === null ? null : options.limits.outside, following === null ? null : await sessionStart(own.session)]);
  const ahead = answer?.ended.begun ?? null;
  if (ahead?.ready === true) disown(own.session);
  return { end: answer?.ended.state === 'gone' ? 'gone' : 'done', begun: ahead };
}

async function runBatches(own: OwnSession, schema: string, { number, first }: StepGroup, { limits, batchSize, signal }: GroupOptions): Promise<GroupEnd> {
  for (;;) {
    signal.throwIfAborted();
    const ended = await callAsOwner<{ state: string }>(own, limits, 'select cognition.run_batch($1::text, $2::int, $3::int, $4::int) as state', [schema, number, first, batchSize]);
    if (ended?.state === 'gone') return 'gone';
    if (ended?.state !== 'more') return 'done';
  }
}
