import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { compareCodePoints } from '../source/compare-code-points.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic, Staged } from '../source/types.js';
import { targetLocator } from './locate-target.js';
import { pathProblem } from './path-problem.js';
import type { PlannedFile, UserEdit } from './types.js';

/**
 * Holds edits of the user's files against what is on disk: nothing of theirs is written over that an edit does not know,
 * and nothing that is there is taken for a new file. With an error among the diagnostics they must not be applied.
 */
export async function planEdits(root: string, edits: readonly UserEdit[]): Promise<Staged<readonly PlannedFile[]>> {
  const locate = targetLocator(await realpath(root));
  const planned = edits.map((edit) => planOne(locate, edit));
  const files = planned.filter((one) => 'state' in one).sort((a, b) => compareCodePoints(a.path, b.path));
  return { value: files, diagnostics: planned.filter((one) => 'code' in one) };
}

function planOne(locate: ReturnType<typeof targetLocator>, { path, before, after }: UserEdit): PlannedFile | Diagnostic {
  const span = { file: path, start: 0, end: 0 };
  const problem = pathProblem(path);
  if (problem !== null) return error('PGC400', `${path} ${problem}`, span, 'choose another name');
  const target = locate(path);
  if ('problem' in target) return error(target.code, `${path} ${target.problem}`, span, target.hint);
  const there = target.mode === null ? null : readFileSync(target.absolute);
  if (before === null && there !== null) return error('PGC404', `${path} is there already`, span, 'it is yours and stays as it is: choose another name, or move it');
  if (before !== null && there?.equals(Buffer.from(before)) !== true) return error('PGC404', `${path} was changed meanwhile`, span, 'run the command again');
  return { path, owner: 'user', state: before === null ? 'created' : before === after ? 'unchanged' : 'changed', before, after };
}
