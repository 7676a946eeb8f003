import { callAsOwner } from './as-control-owner.js';
import type { StepGroup } from './groups.js';
import { judge } from './judge.js';
import type { GroupEnd, OwnSession, RunOptions } from './types.js';

/** Milliseconds: who has to wait for longer lets others go first, and then waits beside them. */
const patience = 250;

/** Groups that follow each other. */
export interface Stretch {
  readonly groups: readonly [StepGroup, ...StepGroup[]];
  /** All are inert, and of one migration: one call may do them. */
  readonly atOnce: boolean;
}

export function stretchesOf(groups: readonly StepGroup[]): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const group of groups) {
    const before = found.at(-1);
    const joins = before !== undefined && before.atOnce === group.inert && (!group.inert || before.groups[0].number === group.number);
    if (joins) found[found.length - 1] = { ...before, groups: [...before.groups, group] };
    else found.push({ groups: [group], atOnce: group.inert });
  }
  return found;
}

/**
 * Does these groups in one transaction: `cognition.apply_at_once`.
 *
 * @param small bytes
 * @returns null: they have to be done one after another; so they are where this fails, since then it is known which of them did
 * @throws what `pg` throws where a lock is in the way, or the connection broke
 */
export async function runAtOnce(own: OwnSession, tenant: string, groups: Stretch['groups'], { limits, signal, small }: Pick<RunOptions, 'limits' | 'signal'> & { readonly small: number }): Promise<GroupEnd | null> {
  const [first] = groups;
  try {
    const answer = await callAsOwner<{ state: string }>(own, limits, 'select cognition.apply_at_once($1::text, $2::int, $3::int, $4::int, $5::bigint, $6::int) as state', [tenant, first.number, first.first, groups.at(-1)?.last, small, Math.min(limits.lock, patience)]);
    if (answer?.state === 'not') return null;
    return answer?.state === 'gone' ? 'gone' : 'done';
  } catch (error) {
    if (signal.aborted || judge(error) !== 'wrong') throw error;
    return null;
  }
}
