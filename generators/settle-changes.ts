import { applyChanges } from '../src/changes/apply-changes.js';
import { manifestPath, readManifest } from '../src/changes/file-manifest.js';
import { planChanges } from '../src/changes/plan-changes.js';
import type { FileChange } from '../src/changes/types.js';
import { unifiedDiff } from '../src/changes/unified-diff.js';
import { hasErrors } from '../src/source/diagnostic.js';
import type { Diagnostic } from '../src/source/types.js';
import type { GenerateCommand } from './command-line.js';
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
export async function settleChanges(command: GenerateCommand, io: Io, changes: readonly FileChange[]): Promise<Settled> {
  const last = await readManifest(command.root);
  const plan = await planChanges(command.root, changes, last.value);
  const diagnostics = [...last.diagnostics, ...plan.diagnostics];
  const files = plan.value.files.filter(({ path }) => path !== manifestPath).map(({ path, state }): FileReport => ({ path, state }));
  const differs = plan.value.files.some(({ state }) => state === 'created' || state === 'changed' || state === 'deleted');
  if (hasErrors(diagnostics)) return { files, diagnostics, stale: false };
  if (command.mode === 'check' || command.mode === 'dry-run') {
    if (differs && !command.json) io.stdout.write(await unifiedDiff(plan.value));
    return { files, diagnostics, stale: command.mode === 'check' && differs };
  }
  return { files, diagnostics: [...diagnostics, ...(await applyChanges(command.root, plan.value))], stale: false };
}
