import type { ChangePlan } from './types.js';

/** A file that is not as a run wants it. */
export interface StaleFile {
  readonly path: string;
  readonly reason: 'missing' | 'out of date' | 'no longer wanted';
}

const reasons = { created: 'missing', changed: 'out of date', deleted: 'no longer wanted', unchanged: null, kept: null } as const;

/** The files that `generate` would touch; none where everything is current. */
export function checkChanges(plan: ChangePlan): readonly StaleFile[] {
  return plan.files.flatMap(({ path, state }) => {
    const reason = reasons[state];
    return reason === null ? [] : [{ path, reason }];
  });
}
