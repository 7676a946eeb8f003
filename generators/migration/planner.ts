import type { planMigration } from '../../src/migrations/plan/plan-migration.js';
import type { proveMigration } from '../../src/migrations/prove/prove-migration.js';

/** Who plans and who proves: the engine is loaded when there is something to plan. */
export interface Planner {
  readonly plan: typeof planMigration;
  readonly prove: typeof proveMigration;
}

export async function loadPlanner(): Promise<Planner> {
  const [{ planMigration: plan }, { proveMigration: prove }] = await Promise.all([import('../../src/migrations/plan/plan-migration.js'), import('../../src/migrations/prove/prove-migration.js')]);
  return { plan, prove };
}
