import { applyChanges } from '../src/changes/apply-changes.js';
import { manifestPath, readManifest } from '../src/changes/file-manifest.js';
import { planChanges } from '../src/changes/plan-changes.js';
import { planEdits } from '../src/changes/plan-edits.js';
import type { ChangePlan, FileChange } from '../src/changes/types.js';
import { unifiedDiff } from '../src/changes/unified-diff.js';
import { indexPath, planLambda } from '../src/edit/lambda-index.js';
import { hasErrors } from '../src/source/diagnostic.js';
import type { Diagnostic, Staged } from '../src/source/types.js';
import type { GenerateCommand } from './generate-command.js';
import type { Io } from './io.js';
import type { FileReport } from './report.js';

/** What became of a run's files. */
export interface Settled {
  readonly files: readonly FileReport[];
  readonly diagnostics: readonly Diagnostic[];
  /** With `--check`: something is not as it should be. */
  readonly stale: boolean;
}

/**
 * Writes what a run wants on disk, all or nothing; with `--check` and `--dry-run` shows the difference on standard
 * output instead.
 */
export async function settleChanges(command: GenerateCommand, io: Io, changes: readonly FileChange[], template: string | null): Promise<Settled> {
  const plan = await planAll(command, changes, template);
  const { diagnostics } = plan;
  const files = plan.value.files.filter(({ path }) => path !== manifestPath).map(({ path, state }): FileReport => ({ path, state }));
  const differs = plan.value.files.some(({ state }) => state === 'created' || state === 'changed' || state === 'deleted');
  if (hasErrors(diagnostics)) return { files, diagnostics, stale: false };
  if (command.mode === 'check' || command.mode === 'dry-run') {
    if (differs && !command.json) io.stdout.write(await unifiedDiff(plan.value));
    return { files, diagnostics, stale: command.mode === 'check' && differs };
  }
  io.signal.throwIfAborted();
  return { files, diagnostics: [...diagnostics, ...(await applyChanges(command.root, plan.value))], stale: false };
}

/** What is generated and seeded, and what is spliced into the user's map of Lambda resolvers. */
async function planAll({ root, mode }: GenerateCommand, changes: readonly FileChange[], template: string | null): Promise<Staged<ChangePlan>> {
  const last = await readManifest(root);
  const stubs = changes.flatMap(({ path }) => /^lambda\/resolvers\/(\w+\.\w+)\.ts$/u.exec(path)?.[1] ?? []);
  const lambda = await planLambda(root, stubs, mode !== 'check' && mode !== 'dry-run');
  // Another file wires them, or this one is about to be spliced.
  const replaced = lambda.index !== null && (lambda.index !== indexPath || lambda.edits.length > 0);
  const [plan, edits] = await Promise.all([
    planChanges(root, replaced ? changes.filter(({ path }) => path !== indexPath) : changes, last.value, template),
    planEdits(root, lambda.edits),
  ]);
  const files = [...plan.value.files.filter(({ path }) => path !== manifestPath), ...edits.value, ...plan.value.files.filter(({ path }) => path === manifestPath)];
  return { value: { kind: 'change plan', files }, diagnostics: [...last.diagnostics, ...plan.diagnostics, ...lambda.diagnostics, ...edits.diagnostics] };
}
