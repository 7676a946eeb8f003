import { brokenStatements } from '../../src/migrations/files/broken-statements.js';
import type { Answers, MigrationPlan } from '../../src/migrations/types.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import type { Diagnostic, SourceFile, Staged } from '../../src/source/types.js';
import { planTemplate, prepareDatabase, templateKey } from '../prepare-database.js';
import type { OpenedMigrations } from './open-migrations.js';
import type { Planner } from './planner.js';
import { replayedDatabase } from './replayed-database.js';

/** What a run that needs a server works with. */
export interface PlanningInput {
  readonly opened: OpenedMigrations;
  readonly server: PostgresServer;
  readonly planner: Planner;
}

/** Both states, in databases that are only looked at. */
export interface States {
  readonly from: ScratchDatabase;
  readonly to: ScratchDatabase;
}

const errorsOf = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => diagnostics.filter(({ severity }) => severity === 'error');

/** The template as it is written now, loaded; its warnings are for `generate` to say. */
export async function templateDatabase({ opened, server }: Omit<PlanningInput, 'planner'>): Promise<Staged<ScratchDatabase | null>> {
  const { config, template } = opened;
  const grammar = Promise.resolve(opened.grammar);
  const plan = planTemplate({ grammar, files: template, config });
  const { value, diagnostics } = await prepareDatabase(server, { key: templateKey(template, config), grammar, files: template, config, plan, sent: () => undefined });
  return { value: value?.database ?? null, diagnostics: errorsOf(diagnostics) };
}

/** Runs `work` between the state of the last migration and today's; null with errors where one of them cannot be had. */
export async function betweenStates<T>(input: PlanningInput, work: (states: States) => Promise<Staged<T>>): Promise<Staged<T | null>> {
  const to = await templateDatabase(input);
  if (to.value === null) return { value: null, diagnostics: to.diagnostics };
  try {
    const from = await replayedDatabase(input.server, input.opened, { kept: true });
    if (from.value === null) return { value: null, diagnostics: from.diagnostics };
    try {
      return await work({ from: from.value, to: to.value });
    } finally {
      await from.value.close();
    }
  } finally {
    await to.value.close();
  }
}

/** What is between the states, with the statements of the API that it breaks. */
export async function planDifference({ opened: { config, grammar, migrations }, planner }: PlanningInput, { from, to }: States, answers: Answers, statements: SourceFile | null): Promise<Staged<MigrationPlan>> {
  const planned = await planner.plan({ from: from.admin, to: to.admin, config, grammar, answers, after: migrations.at(-1)?.id ?? null });
  const broken = statements === null ? [] : brokenStatements(grammar, planned.value, readStatements(statements));
  return { ...planned, value: { ...planned.value, hazards: [...planned.value.hazards, ...broken] } };
}

/** `generated/statements.json`; a file of another shape says nothing. */
function readStatements({ text }: SourceFile): Parameters<typeof brokenStatements>[2] {
  try {
    const { statements } = JSON.parse(text) as { statements?: Parameters<typeof brokenStatements>[2] };
    return typeof statements === 'object' ? statements : {};
  } catch {
    return {}; // `generate` says what is wrong with it, and writes it anew.
  }
}

/** Runs the steps over a database of its own that holds the old state: they must lead to the new one. */
export async function proveDifference({ opened, server, planner }: PlanningInput, { to }: States, plan: MigrationPlan, answers: Answers): Promise<readonly Diagnostic[]> {
  const { config, grammar } = opened;
  const from = await replayedDatabase(server, opened, { kept: false });
  if (from.value === null) return from.diagnostics;
  try {
    const { diagnostics } = await planner.prove({ from: from.value, to: to.admin, plan, config, grammar, answers });
    return hasErrors(diagnostics) ? errorsOf(diagnostics) : [];
  } finally {
    await from.value.drop();
  }
}
