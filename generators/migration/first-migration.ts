import { installedExtensions } from '../../src/catalog/extensions.js';
import { planLoad } from '../../src/catalog/plan-load.js';
import { initialPlan } from '../../src/migrations/files/initial-plan.js';
import { printMigration } from '../../src/migrations/files/print-migration.js';
import { readMigrations } from '../../src/migrations/files/read-migrations.js';
import type { MigrationPlan } from '../../src/migrations/types.js';
import { error, hasErrors } from '../../src/source/diagnostic.js';
import type { Diagnostic, Staged } from '../../src/source/types.js';
import { templateDatabase, type PlanningInput } from './plan-difference.js';
import { noAnswers } from './read-answers.js';
import { replayedDatabase } from './replayed-database.js';

/** The template as its own first migration, which is run in a database of its own and must leave nothing to be planned. */
export async function firstMigration(input: PlanningInput): Promise<Staged<MigrationPlan | null>> {
  const { config, grammar, template } = input.opened;
  const to = await templateDatabase(input);
  if (to.value === null) return { value: null, diagnostics: to.diagnostics };
  try {
    const load = planLoad(grammar, template, config);
    const installed = await installedExtensions(to.value.admin, load.value.extensions);
    const plan = initialPlan({ grammar, config, files: template, plan: load.value, installed });
    return { value: plan, diagnostics: await prove(input, plan, to.value.admin) };
  } finally {
    await to.value.close();
  }
}

async function prove({ opened, server, planner }: PlanningInput, plan: MigrationPlan, to: Parameters<typeof planner.plan>[0]['to']): Promise<readonly Diagnostic[]> {
  const { config, grammar } = opened;
  const id = '0001_init';
  const printed = printMigration({ id, after: null, template: null, plan, grammar, config });
  // Said by whoever prints it, with its text.
  if (hasErrors(printed.diagnostics)) return [];
  const { value: migrations } = readMigrations(grammar, config, [{ path: `migrations/${id}.sql`, text: printed.value }]);
  const from = await replayedDatabase(server, { config, grammar, migrations }, { kept: true });
  if (from.value === null) return from.diagnostics.map((one) => ({ ...one, span: null }));
  try {
    const { value, diagnostics } = await planner.plan({ from: from.value.admin, to, config, grammar, answers: noAnswers });
    const [rest] = [...value.questions.map(({ text }) => text), ...value.steps.map(({ sql }) => sql)];
    return rest === undefined ? diagnostics : [error('PGC733', `the template's statements, without the settings of its files, make another template: ${rest}`, null, 'write names without SET search_path, and without what only psql or pg_dump sets')];
  } finally {
    await from.value.close();
  }
}
