import { asControlOwner } from './as-control-owner.js';
import { runAtOnce, stretchesOf } from './at-once.js';
import type { StepGroup } from './groups.js';
import { judge, reasonOf } from './judge.js';
import { runGroup, type GroupDone, type InOrder } from './run-group.js';
import type { Begun } from './outside-state.js';
import { smallTable, type OwnSession, type RunOptions } from './types.js';

/** A step that did not work in one tenant. */
export class StepFailed extends Error {
  constructor(readonly group: StepGroup, override readonly cause: unknown) {
    super(reasonOf(cause));
  }
}

/** A tenant's turn. */
export interface Turn {
  readonly own: OwnSession;
  readonly tenant: string;
  /** How often it was tried before. */
  readonly tries: number;
}

/** Takes a tenant through these; whether it is gone. @throws StepFailed; what `signal` was aborted with */
export async function migrateTenant(options: RunOptions, groups: readonly StepGroup[], turn: Turn): Promise<boolean> {
  // Who was in the way may be there for long: then without holding others up.
  const small = turn.tries > 0 ? 0 : (options.small ?? smallTable);
  if (small === 0) return oneByOne(options, groups, turn);
  for (const stretch of stretchesOf(groups)) {
    const { own, tenant } = turn;
    const [first] = stretch.groups;
    const end = !stretch.atOnce ? null : await attempt(options, turn, first, () => runAtOnce(own, tenant, stretch.groups, { ...options, small }));
    if (end === 'gone' || (end === null && (await oneByOne(options, stretch.groups, turn)))) return true;
  }
  return false;
}

/** Whether the tenant is gone. @throws StepFailed */
async function oneByOne(options: RunOptions, groups: readonly StepGroup[], turn: Turn): Promise<boolean> {
  let begun: Begun | null = null;
  for (const [at, group] of groups.entries()) {
    const inOrder: InOrder = { group, begun, next: groups[at + 1] ?? null };
    const done: GroupDone = await attempt(options, turn, group, () => runGroup(turn.own, turn.tenant, inOrder, options));
    if (done.end === 'gone') return true;
    begun = done.begun;
  }
  return false;
}

/** @throws StepFailed */
async function attempt<T>(options: RunOptions, { own, tenant, tries }: Turn, group: StepGroup, work: () => Promise<T>): Promise<T> {
  options.signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    if (options.signal.aborted) throw error;
    const kind = judge(error);
    if (kind === 'wrong' || (tries >= options.tries && kind === 'in the way')) await noteFailure(options, own, tenant, group, error);
    throw new StepFailed(group, error);
  }
}

/** For `status`. Where the connection broke there is nobody to write it down, and the run says it. */
async function noteFailure({ limits }: RunOptions, { session }: OwnSession, schema: string, group: StepGroup, error: unknown): Promise<void> {
  if (group.first === 0) return;
  await asControlOwner(session, limits, () => session.query('select cognition.fail_step($1::text, $2::int, $3::int, $4::text)::text', [schema, group.number, group.first, reasonOf(error)]));
}
