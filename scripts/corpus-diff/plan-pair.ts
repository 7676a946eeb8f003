import { loadTemplate } from '../../src/catalog/load-template.js';
import { planLoad } from '../../src/catalog/plan-load.js';
import { initialPlan } from '../../src/migrations/files/initial-plan.js';
import { printMigration } from '../../src/migrations/files/print-migration.js';
import { readMigrations } from '../../src/migrations/files/read-migrations.js';
import { replayMigrations } from '../../src/migrations/files/replay-migrations.js';
import { planMigration } from '../../src/migrations/plan/plan-migration.js';
import { proveMigration } from '../../src/migrations/prove/prove-migration.js';
import type { Answers, MigrationFile, MigrationPlan } from '../../src/migrations/types.js';
import { installedExtensions } from '../../src/catalog/extensions.js';
import type { ScratchDatabase } from '../../src/postgres/types.js';
import type { Diagnostic, SourceFile, Staged } from '../../src/source/types.js';
import { publicFaceSql } from '../../src/tenancy/public-face.js';
import { noAnswers } from '../../generators/migration/read-answers.js';
import { answerAll } from './answers.js';
import type { Pair } from './read-pairs.js';
import type { PairResult, Tools } from './types.js';

/** A migration that is written: proven, and read back from its file. */
export interface WrittenPair {
  /** `0001_init` is the old state, `0002_change` leads to the new one; absent where there is nothing to do. */
  readonly files: readonly MigrationFile[];
  readonly plan: MigrationPlan;
  readonly answers: Answers;
  /** Tables whose rows were in the way in the proof. */
  readonly emptied: readonly string[];
}

/** Why there is none. */
export type NotWritten = Pick<PairResult, 'outcome' | 'reasons'>;

/** The migration of a pair as `pgcog-gen migration` makes it: from the replayed first one to the new state, asked, proven, printed and read back. */
export async function planPair(tools: Tools, pair: Pair, from: ScratchDatabase, to: ScratchDatabase): Promise<WrittenPair | NotWritten> {
  const [init, said] = await firstOf(tools, pair, to);
  if (said.length > 0) return { outcome: 'refused', reasons: said };
  await clear(from, to);
  const before = await replayMigrations({ database: from, ...tools, migrations: init });
  const loaded = before.length > 0 ? before : await load(tools, to, pair.new);
  if (messages(loaded).length > 0) return { outcome: 'refused', reasons: messages(loaded) };
  const { answers, staged } = await planAnswered(tools, pair.name, { from, to });
  const open = [...messages(staged.diagnostics), ...staged.value.questions.map(({ text }) => `unanswered: ${text}`)];
  if (open.length > 0) return { outcome: 'refused', reasons: open };
  const proof = await proveMigration({ ...tools, from, to: to.admin, plan: staged.value, answers });
  if (messages(proof.diagnostics).length > 0) return { outcome: 'unproven', reasons: messages(proof.diagnostics) };
  const written = writeFiles(tools, init, staged.value);
  const wrong = messages(written.diagnostics);
  return wrong.length > 0 ? { outcome: 'refused', reasons: wrong } : { files: written.value, plan: staged.value, answers, emptied: proof.value.emptied };
}

export const pairFile = (text: string): SourceFile => ({ path: 'tenant_template/schema.sql', text });

/** The loader makes the template's schema itself. */
async function clear(...databases: readonly ScratchDatabase[]): Promise<void> {
  for (const { admin } of databases) await admin.query('drop schema public');
}

async function firstOf({ grammar, config }: Tools, pair: Pair, { admin }: ScratchDatabase): Promise<[readonly MigrationFile[], readonly string[]]> {
  const files = [pairFile(pair.old)];
  const load = planLoad(grammar, files, config);
  const plan = initialPlan({ grammar, config, files, plan: load.value, installed: await installedExtensions(admin, load.value.extensions) });
  const printed = printMigration({ id: '0001_init', after: null, template: null, plan, grammar, config });
  const read = readMigrations(grammar, config, [{ path: 'migrations/0001_init.sql', text: printed.value }]);
  return [read.value, messages([...load.diagnostics, ...printed.diagnostics, ...read.diagnostics])];
}

async function load({ config, grammar }: Tools, database: ScratchDatabase, sql: string): Promise<readonly Diagnostic[]> {
  return (await loadTemplate({ database, grammar, files: [pairFile(sql)], config, publicFace: publicFaceSql(config) })).diagnostics;
}

interface Planned {
  readonly answers: Answers;
  readonly staged: Staged<MigrationPlan>;
}

/** What is asked is answered in the file, whose flags are then given. Answers make new questions: a renamed table's columns. */
async function planAnswered({ config, grammar, answers: file }: Tools, name: string, { from, to }: { readonly from: ScratchDatabase; readonly to: ScratchDatabase }): Promise<Planned> {
  const plan = async (answers: Answers): Promise<Planned> => ({ answers, staged: await planMigration({ from: from.admin, to: to.admin, config, answers, grammar }) });
  let flags: readonly string[] = [];
  for (let round = 0; ; round++) {
    const planned = await plan(file.read(name) ?? noAnswers);
    const { questions } = planned.staged.value;
    if (questions.length === 0 || round === 6) return planned;
    flags = answerAll(flags, questions);
    file.write(name, flags);
  }
}

function writeFiles({ grammar, config }: Tools, init: readonly MigrationFile[], plan: MigrationPlan): Staged<readonly MigrationFile[]> {
  if (plan.steps.length === 0) return { value: init, diagnostics: [] };
  const printed = printMigration({ id: '0002_change', after: '0001_init', template: null, plan, grammar, config });
  const { value, diagnostics } = readMigrations(grammar, config, [{ path: 'migrations/0002_change.sql', text: printed.value }]);
  // Its predecessor is in another text.
  return { value: [...init, ...value], diagnostics: [...printed.diagnostics, ...diagnostics.filter(({ code }) => code !== 'PGC712')] };
}

export function messages(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`);
}
