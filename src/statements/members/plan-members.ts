import type { Staged } from '../../source/types.js';
import type { ValueContext } from '../codec.js';
import type { FieldStatement } from '../types.js';

/** Fields for `members: true`; none where the spec does not ask for them. */
export function planMembers(context: ValueContext): Staged<readonly FieldStatement[]> {
  if (!context.settings.spec.members) return { value: [], diagnostics: [] };
  return { value: [], diagnostics: [] };
}
