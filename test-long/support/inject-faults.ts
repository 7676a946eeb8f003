import type { Fault, Faults } from '../../src/local/data-api/faults.js';
import type { Operation } from '../../src/local/data-api/types.js';

/** Chances of each fault, before and after, in thousandths. */
const chances: readonly (readonly [Fault, number])[] = [
  ['resuming', 12], ['internal', 8], ['unavailable', 8], ['database unavailable', 4], ['timeout', 8], ['drop', 10], ['kill', 10],
];

const others: readonly Operation[] = ['ExecuteStatement', 'BeginTransaction', 'CommitTransaction'];

/**
 * All kinds of faults, before and after.
 *
 * Of rollbacks one does not arrive, and of others the answer gets lost: the runtime tries each three times, and a
 * transaction whose rollback never comes through is the service's to end.
 *
 * @param scale multiplies the chances
 */
export function injectFaults(faults: Faults, scale: number): void {
  faults.clear();
  for (const [fault, thousandths] of chances) {
    const probability = (thousandths * scale) / 1_000;
    faults.inject({ fault, when: 'before', operations: others, probability });
    if (fault !== 'resuming') faults.inject({ fault, when: 'after', operations: [...others, 'RollbackTransaction'], probability });
  }
  faults.inject({ fault: 'unavailable', operations: ['RollbackTransaction'], probability: 0.3, count: 1 });
}
