import type { Client } from 'pg';
import { schemaOfTemplate, type KnownTemplate } from '../../../src/dev/database/dev-state.js';
import { differenceFile } from '../../../src/dev/template/difference-file.js';
import type { Difference } from '../../../src/dev/template/apply-difference.js';
import { asOwner } from '../../../src/environment/as-owner.js';
import { checkHistory } from '../../../src/migrations/run/check-history.js';
import { readState } from '../../../src/migrations/run/read-state.js';
import type { MigrationPlan, Question } from '../../../src/migrations/types.js';
import { error, hasErrors } from '../../../src/source/diagnostic.js';
import type { Diagnostic } from '../../../src/source/types.js';
import { readSources } from '../../../src/source/read-files.js';
import { templateChecksum, type Template } from '../../../src/tenancy/template/install-template.js';
import { loadPlanner } from '../../migration/planner.js';
import { cutTemplate, readTemplate } from '../read-template.js';
import { readProjectMigrations } from '../read-migrations.js';
import { templatePatterns } from '../template-patterns.js';
import type { Standing, SyncInput, Wanted } from './sync-types.js';
import { formerState, isClean, newState } from './template-states.js';
import type { Mistakes } from './types.js';
/** What stands between the template of the project and that of the database. */
export type SyncPlan =
  /** There is no template. */
  | { readonly kind: 'none' }
  | ({ readonly kind: 'current' | 'install' } & Wanted)
  /** Migrations of the folder that are to be run, or found done. */
  | ({ readonly kind: 'files'; /** Whether the database is as the template is now. */ readonly isThere: boolean } & Wanted)
  | ({ readonly kind: 'difference'; readonly difference: Difference; readonly pending: readonly string[]; /** For people. */ readonly sql: readonly string[] } & Wanted)
  | { readonly kind: 'questions'; readonly questions: readonly Question[] }
  | ({ readonly kind: 'refused' } & Mistakes);

/**
 * Finds what has to be done to the database; nothing is changed.
 *
 * @param byFiles false: pending migrations are not looked at, the difference is taken as it is
 * @throws TemplateMistakes, MigrationRefused
 */
export async function planSync(input: SyncInput, byFiles: boolean): Promise<SyncPlan> {
  const { root, config, database: { session }, signal } = input;
  const read = await readTemplate(root, config);
  if (read === null) return { kind: 'none' };
  const { value: sources } = await readSources(root, templatePatterns);
  const { grammar, files } = await readProjectMigrations(root, config);
  const template: Template = { config, plan: read.plan, program: await cutTemplate(session, signal, read, config) };
  const known: KnownTemplate = { files: sources, config };
  const state = await asOwner(session, signal, () => readState(session));
  const common = { template, known, files, grammar };
  if (state.program === null) return { kind: 'install', ...common };
  const pending = checkHistory(files, state.stored).map(({ id }) => id);
  if (state.program === template.program.version) {
    if (pending.length > 0 || state.behind > 0) return { kind: 'files', ...common, isThere: pending.length > 0 };
    if ((await installedChecksum(input)) === templateChecksum(template)) return { kind: 'current', ...common };
  } else if (byFiles && pending.length > 0 && isClean(state)) return { kind: 'files', ...common, isThere: false };
  return planDifference(input, { ...common, state, pending });
}

/** Of all that is installed: `shared` is no part of a program's version. */
async function installedChecksum({ database: { session }, signal }: SyncInput): Promise<string | null> {
  const { rows } = await asOwner(session, signal, () => session.query<{ checksum: string | null }>('select i.checksum from cognition.installed_template i'));
  return rows[0]?.checksum ?? null;
}

async function planDifference(input: SyncInput, standing: Standing): Promise<SyncPlan> {
  const { config, loaded, answers } = input;
  const moved = await movedSchema(input, standing.state.program ?? '');
  if (moved !== null) return { kind: 'refused', diagnostics: [moved] };
  const [server, planner, { readTemplateState }] = await Promise.all([input.server(config.postgres), loadPlanner(), import('../../../src/migrations/plan/template-state.js')]);
  const states = { input, standing, server, read: (client: Client) => readTemplateState(client, config) };
  const { value: from, diagnostics } = await formerState(states, await installedChecksum(input));
  if (from === null) return { kind: 'refused', diagnostics };
  try {
    const there = await loaded;
    const to = there === null ? null : await newState(states, there);
    // What is wrong with the template is said by generate.
    if (to === null) return { kind: 'refused', diagnostics: [] };
    const planned = await planner.plan({ from: from.client, to: to.client, config, grammar: standing.grammar, answers, known: { from: from.state, to: to.state } }).finally(to.close);
    if (hasErrors(planned.diagnostics)) return { kind: 'refused', diagnostics: planned.diagnostics };
    if (planned.value.questions.length > 0) return { kind: 'questions', questions: planned.value.questions };
    return toDifference(input, standing, planned.value);
  } finally {
    await from.close();
  }
}

/** Objects of two schemas have nothing in common: no difference between them can be told. */
async function movedSchema({ config: { templateSchema }, database: { session } }: SyncInput, program: string): Promise<Diagnostic | null> {
  const schema = await schemaOfTemplate(session, program);
  if (schema === null || schema === templateSchema) return null;
  return error('PGC634', `the template of this database was written in the schema ${schema}, the settings say ${templateSchema}`, null, `put templateSchema: '${schema}' back, or begin anew: pgcog dev --reset`);
}

function toDifference({ config, database }: SyncInput, standing: Standing, plan: MigrationPlan): SyncPlan {
  const { template, known, files, grammar, state, pending } = standing;
  const numbers = [files.at(-1), state.stored.at(-1)].flatMap((one) => one ?? []).sort((a, b) => a.number - b.number);
  const file = differenceFile({ plan, last: numbers.at(-1) ?? null, grammar, config });
  if (file.value === null) return { kind: 'refused', diagnostics: file.diagnostics };
  const difference: Difference = { session: database.session, grammar, config, from: state.program ?? '', template, known, migration: file.value };
  return { kind: 'difference', difference, pending, files, template, known, grammar, sql: plan.steps.map(({ sql }) => sql) };
}
