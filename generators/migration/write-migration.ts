import { hashTemplate } from '../../src/migrations/files/hash-template.js';
import { migrationPatterns } from '../../src/migrations/files/migration-patterns.js';
import { printMigration } from '../../src/migrations/files/print-migration.js';
import type { Answers, MigrationPlan } from '../../src/migrations/types.js';
import { readSource, readSources } from '../../src/source/read-files.js';
import { error, hasErrors } from '../../src/source/diagnostic.js';
import type { Diagnostic, SourceFile, Staged } from '../../src/source/types.js';
import type { Io } from '../io.js';
import { askQuestions } from './ask-questions.js';
import { firstMigration } from './first-migration.js';
import type { OpenedMigrations } from './open-migrations.js';
import { betweenStates, planDifference, proveDifference, type PlanningInput, type States } from './plan-difference.js';
import { refused, type MigrationReport } from './report.js';
import type { MigrationCommand } from './types.js';
import { writeFiles } from './write-files.js';

export interface WriteInput extends PlanningInput {
  readonly command: Extract<MigrationCommand, { kind: 'write' }>;
  readonly io: Io;
}

/** `pgcog-gen migration NAME`: plans what the template has become since the last migration, proves it, writes it. */
export async function writeMigration(input: WriteInput): Promise<MigrationReport> {
  const { command, opened } = input;
  const name = command.name ?? (opened.migrations.length === 0 ? 'init' : null);
  if (name === null) return refused([error('PGC619', 'the migration needs a name', null, 'say what it does: pgcog-gen migration add_order_note')]);
  if (opened.migrations.length === 0) return conclude(input, name, await firstMigration(input));
  const planned = await betweenStates(input, (states) => planAndProve(input, states));
  return planned.value?.steps.length === 0 && !hasErrors(planned.diagnostics) && planned.value.questions.length === 0 ? unchanged(opened) : conclude(input, name, planned);
}

async function planAndProve(input: WriteInput, states: States): Promise<Staged<MigrationPlan>> {
  const { command, opened, io } = input;
  const statements = await readSource(command.root, 'generated/statements.json');
  const manifest = statements !== null && 'text' in statements ? statements : null;
  let answers: Answers = command.answers;
  for (;;) {
    const planned = await planDifference(input, states, answers, manifest);
    const { questions, steps } = planned.value;
    if (hasErrors(planned.diagnostics)) return planned;
    if (questions.length > 0) {
      const more = io.ask === undefined || command.json ? null : await askQuestions(questions, answers, io);
      if (more === null) return { ...planned, diagnostics: questions.map(({ text, flags }) => error('PGC730', text, null, `answer with ${flags.join(' or ')}`)) };
      answers = more;
      continue;
    }
    const broken = steps.length === 0 ? [] : await proveDifference({ ...input, opened }, states, planned.value, answers);
    return { value: planned.value, diagnostics: [...planned.diagnostics, ...broken] };
  }
}

/** Prints and writes what was planned; with `--dry-run` it is only shown. */
async function conclude({ command, opened, io }: WriteInput, name: string, { value: plan, diagnostics }: Staged<MigrationPlan | null>): Promise<MigrationReport> {
  if (plan === null || hasErrors(diagnostics)) return refused(diagnostics, plan?.questions ?? []);
  const last = opened.migrations.at(-1);
  const id = `${String((last?.number ?? 0) + 1).padStart(4, '0')}_${name}`;
  const printed = printMigration({ id, after: last?.id ?? null, template: hashTemplate(opened.template), plan, grammar: opened.grammar, config: opened.config });
  const file: SourceFile = { path: `migrations/${id}.sql`, text: printed.value };
  if (hasErrors(printed.diagnostics)) return refused(printed.diagnostics, [], [file]);
  io.signal.throwIfAborted();
  const failed: readonly Diagnostic[] = command.dryRun ? [] : await write(command.root, opened, file);
  if (hasErrors(failed)) return refused(failed);
  const note = `${file.path} ${command.dryRun ? 'would be' : 'is'} written: ${plan.steps.length} ${plan.steps.length === 1 ? 'statement' : 'statements'}`;
  return { state: command.dryRun ? 'planned' : 'written', files: [file], hazards: plan.hazards, questions: [], notes: [note], diagnostics };
}

/** Planning takes its time, and whoever is asked takes longer: another may have written one meanwhile, with the same change in it. */
async function write(root: string, { files }: OpenedMigrations, file: SourceFile): Promise<readonly Diagnostic[]> {
  const { value: now } = await readSources(root, migrationPatterns);
  const known = new Map(files.map(({ path, text }) => [path, text]));
  const other = now.find(({ path, text }) => known.get(path) !== text) ?? files.find(({ path }) => !now.some((one) => one.path === path));
  return other === undefined ? writeFiles(root, [file]) : [error('PGC404', `${other.path} has changed since this run began`, null, 'run it again: it begins from there')];
}

/** The template's text may have changed all the same: then its hash is told, which keeps `generate` quiet. */
function unchanged({ migrations, template }: OpenedMigrations): MigrationReport {
  const last = migrations.at(-1);
  const hash = hashTemplate(template);
  const line = last === undefined || last.template === null || last.template === hash ? []
    : [`the template's text is another: with the line "-- template ${hash}" in ${last.path} generate knows; rows that it inserts are not compared`];
  return { state: 'unchanged', files: [], hazards: [], questions: [], notes: [`nothing to do: the template is what ${last?.id ?? ''} makes of it`, ...line], diagnostics: [] };
}
