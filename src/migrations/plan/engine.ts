import { plan, type Action, type FactBase, type RenameCandidate } from '@supabase/pg-delta';
import { withoutReshaped } from './without-reshaped.js';

/** Renames that change no data and no name that anybody writes: taken without asking. */
const silent: ReadonlySet<string> = new Set(['index', 'constraint']);

/**
 * Statements from one state to the other. Tables that cannot become what they are to be go first, with all that hangs on
 * them: the engine by itself forgets their views and sequences, or finds no order.
 *
 * @returns the engine's own words where it has none
 */
export function engineActions(from: FactBase, to: FactBase): readonly Action[] | string {
  const between = withoutReshaped(from, to);
  if (between === null) return inOneGo(from, to);
  const [down, up] = [inOneGo(from, between), inOneGo(between, to)];
  return typeof down === 'string' ? down : typeof up === 'string' ? up : [...down, ...up];
}

function inOneGo(from: FactBase, to: FactBase): readonly Action[] | string {
  try {
    const first = plan(from, to, { renames: 'prompt' });
    const accepted = first.renameCandidates.filter(isSilent);
    if (accepted.length === 0) return first.actions;
    return plan(from, to, { renames: 'prompt', acceptRenames: accepted.map((one) => ({ from: one.from, to: one.to })) }).actions;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

function isSilent({ kind, status }: RenameCandidate): boolean {
  return status === 'unambiguous' && silent.has(kind);
}
