import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { posix } from 'node:path';
import { compareCodePoints } from '../source/compare-code-points.js';
import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic, Staged } from '../source/types.js';
import { hashText, manifestPath, manifestText } from './file-manifest.js';
import { targetLocator, type Blocked } from './locate-target.js';
import { pathKey, pathProblem } from './path-problem.js';
import type { ChangePlan, FileChange, FileManifest, PlannedFile } from './types.js';

type Write = Extract<FileChange, { readonly kind: 'write' }>;

interface Planning {
  readonly locate: ReturnType<typeof targetLocator>;
  readonly last: FileManifest;
  readonly files: PlannedFile[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Compares what a run wants with what is on disk. Generated files of the last run that nobody wants any more are
 * deleted where they are as they were written. With an error among the diagnostics the plan must not be applied.
 * Throws where two changes have one path: that is a mistake of ours.
 *
 * @param template tells the template that the files are made from; null: nothing is said of it
 */
export async function planChanges(root: string, changes: readonly FileChange[], last: FileManifest, template: string | null): Promise<Staged<ChangePlan>> {
  const planning: Planning = { locate: targetLocator(await realpath(root)), last, files: [], diagnostics: [] };
  const writes = changes.filter((change) => change.kind === 'write').filter((change) => isPlain(planning, change.path));
  const keys = collisions(planning, writes);
  const gone = [...Object.keys(last.files), ...changes.filter((change) => change.kind === 'delete').map(({ path }) => path)];
  const unwanted = [...new Set(gone)].filter((path) => keys.get(pathKey(path)) !== path).sort(compareCodePoints);
  const kept: Record<string, string> = {};
  for (const path of unwanted) if (planDelete(planning, path)) kept[path] = last.files[path] ?? '';
  const deleted = new Set(planning.files.map(({ path }) => pathKey(path)));
  for (const write of writes) planWrite(planning, write, deleted.has(pathKey(write.path)));
  const listed = writes.filter(({ owner }) => owner === 'generated').map(({ path, text }) => [path, hashText(text)] as const);
  const files = planning.files.sort((a, b) => compareCodePoints(a.path, b.path));
  planWrite(planning, { kind: 'write', owner: 'generated', path: manifestPath, text: manifestText({ ...kept, ...Object.fromEntries(listed) }, template) }, false);
  return { value: { kind: 'change plan', files }, diagnostics: planning.diagnostics };
}

function say(planning: Planning, make: typeof error, code: Parameters<typeof error>[0], path: string, problem: string, hint: string): void {
  planning.diagnostics.push(make(code, `${path} ${problem}`, { file: path, start: 0, end: 0 }, hint));
}

function isPlain(planning: Planning, path: string): boolean {
  const problem = path === manifestPath ? 'is kept for the list of generated files' : pathProblem(path);
  if (problem !== null) say(planning, error, 'PGC400', path, problem, 'give what it is named after another name');
  return problem === null;
}

/** Path by key. Two files that only case tells apart cannot be checked out on macOS or Windows. */
function collisions(planning: Planning, writes: readonly Write[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { path } of [...writes].sort((a, b) => compareCodePoints(a.path, b.path))) {
    const other = keys.get(pathKey(path));
    if (other === path) throw new Error(`changes: ${path} is wanted twice`);
    if (other !== undefined) say(planning, error, 'PGC402', path, `and ${other} differ in case only`, 'rename one of the two');
    else keys.set(pathKey(path), path);
  }
  return keys;
}

/** True where the file stays, and on the list, because it was changed: the user is told until they decide. */
function planDelete(planning: Planning, path: string): boolean {
  const target = pathProblem(path) === null ? planning.locate(path) : null;
  if (target === null || 'problem' in target || target.mode === null) return false;
  const before = readText(target.absolute);
  const known = planning.last.files[path];
  if (known === hashText(before)) {
    planning.files.push({ path, owner: 'generated', state: 'deleted', before, after: null });
    return false;
  }
  if (known === undefined) return false;
  say(planning, warning, 'PGC403', path, 'is no longer generated, but was changed, so it stays', 'delete it, or move it out of generated/');
  return true;
}

/** `replaced`: its name in other letters is deleted, which may be this very file. */
function planWrite(planning: Planning, { path, owner, text }: Write, replaced: boolean): void {
  const target = planning.locate(path);
  if ('problem' in target) return blocked(planning, path, target);
  const before = target.mode === null || replaced ? null : readTextOr(target.absolute);
  if (before instanceof Error) return say(planning, error, 'PGC404', path, `cannot be read (${before.code ?? before.message})`, 'check its permissions');
  const foreign = before !== null && owner === 'generated' && !path.startsWith('generated/') && !Object.hasOwn(planning.last.files, path);
  if (foreign && before !== text) return say(planning, error, 'PGC404', path, 'is there already and was not generated', 'move it');
  const state = before === null ? 'created' : owner === 'seeded' ? 'kept' : before === text ? 'unchanged' : 'changed';
  // One text of two that are equal: what was read need not be kept.
  planning.files.push({ path, owner, state, before: state === 'unchanged' ? text : before, after: state === 'kept' ? before : text });
}

/** What blocks all files of a folder is said at the first. */
function blocked(planning: Planning, path: string, { code, problem, hint }: Blocked): void {
  const sameFolder = (file: string): boolean => posix.dirname(file) === posix.dirname(path) && posix.dirname(path) !== '.';
  const said = (one: Diagnostic): boolean => one.code === code && one.message.endsWith(problem) && (problem.startsWith('cannot be made') || sameFolder(one.span?.file ?? ''));
  if (!planning.diagnostics.some(said)) say(planning, error, code, path, problem, hint);
}

function readText(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}

function readTextOr(path: string): string | NodeJS.ErrnoException {
  try {
    return readText(path);
  } catch (failure) {
    if (failure instanceof Error) return failure;
    throw failure;
  }
}
