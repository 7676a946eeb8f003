import type { Config } from '../../config/types.js';
import { printMigration } from '../../migrations/files/print-migration.js';
import { readMigration } from '../../migrations/files/read-migration.js';
import type { MigrationFile, MigrationPlan } from '../../migrations/types.js';
import type { Grammar } from '../../parse/types.js';
import { hasErrors } from '../../source/diagnostic.js';
import type { Staged } from '../../source/types.js';

export interface DifferenceFileInput {
  readonly plan: MigrationPlan;
  /** The last migration of the folder, or of the database; null: none. */
  readonly last: { readonly id: string; readonly number: number } | null;
  readonly grammar: Grammar;
  readonly config: Config;
}

/** A planned difference in the form that is run; null with errors where no migration could say it. Nothing is written. */
export function differenceFile({ plan, last, grammar, config }: DifferenceFileInput): Staged<MigrationFile | null> {
  const id = `${String((last?.number ?? 0) + 1).padStart(4, '0')}_pgcog_dev`;
  const after = last?.id ?? null;
  // A text that means the same has another program all the same: there is nothing to run, only to compare.
  if (plan.steps.length === 0) return { value: { path: `migrations/${id}.sql`, number: (last?.number ?? 0) + 1, name: 'pgcog_dev', id, after, checksum: '0'.repeat(64), hazards: [], steps: [] }, diagnostics: [] };
  const printed = printMigration({ id, after, template: null, plan, grammar, config });
  if (hasErrors(printed.diagnostics)) return { value: null, diagnostics: printed.diagnostics.map((one) => ({ ...one, span: null })) };
  const { value } = readMigration(grammar, config, { path: `migrations/${id}.sql`, text: printed.value });
  return { value, diagnostics: [] };
}
