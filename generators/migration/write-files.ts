import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { applyChanges } from '../../src/changes/apply-changes.js';
import { targetLocator } from '../../src/changes/locate-target.js';
import type { PlannedFile } from '../../src/changes/types.js';
import { error } from '../../src/source/diagnostic.js';
import type { Diagnostic, SourceFile } from '../../src/source/types.js';

/** New files and, in the same step, those that they take the place of. They are the user's: nothing is written over. */
export async function writeFiles(root: string, files: readonly SourceFile[], replaced: readonly SourceFile[] = []): Promise<readonly Diagnostic[]> {
  const before = new Map(replaced.map(({ path, text }) => [path, text]));
  const locate = targetLocator(await realpath(root));
  const blocked = files.flatMap(({ path }): readonly Diagnostic[] => {
    const target = locate(path);
    const span = { file: path, start: 0, end: 0 };
    if ('problem' in target) return [error(target.code, `${path} ${target.problem}`, span, target.hint)];
    return before.has(path) || (target.mode === null && !existsSync(target.absolute)) ? [] : [error('PGC404', `${path} is there already`, span, 'move it, or choose another name')];
  });
  if (blocked.length > 0) return blocked;
  const planned = [
    ...files.map(({ path, text }): PlannedFile => ({ path, owner: 'seeded', state: before.has(path) ? 'changed' : 'created', before: before.get(path) ?? null, after: text })),
    ...replaced.filter((one) => !files.some(({ path }) => path === one.path)).map(({ path, text }): PlannedFile => ({ path, owner: 'seeded', state: 'deleted', before: text, after: null })),
  ];
  return applyChanges(root, { kind: 'change plan', files: planned });
}
