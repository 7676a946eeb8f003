import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { FileOperations } from './file-operations.js';
import { fileOperations } from './file-operations.js';
import { isThere, targetLocator } from './locate-target.js';
import type { ChangePlan, PlannedFile } from './types.js';

/** A file that changes, its new text staged beside it and its old one kept until all is done. */
interface Staged {
  readonly file: PlannedFile;
  readonly target: string;
  readonly fresh: string;
  readonly old: string;
}

/** Folders that are known to be there. */
type Folders = Set<string>;

type Undo = () => Promise<void>;

/**
 * Does what a plan says, all or nothing: new texts are written beside their targets, then renamed; where one step fails,
 * all before it are taken back and one diagnostic says why. Files that stay as they are, are not touched.
 */
export async function applyChanges(root: string, plan: ChangePlan, operations: FileOperations = fileOperations): Promise<readonly Diagnostic[]> {
  const undo: Undo[] = [];
  let path = '';
  try {
    const locate = targetLocator(await realpath(root));
    const work: Staged[] = [];
    const olds: string[] = [];
    const folders: Folders = new Set();
    for (const file of plan.files.filter(({ state }) => state === 'created' || state === 'changed' || state === 'deleted')) {
      path = file.path;
      work.push(await stage(locate(file.path), file, work.length, { operations, undo, folders }));
    }
    // Deleted first: on a file system without case the old name may be the new file.
    for (const one of [...work].sort((a, b) => rank(a) - rank(b))) {
      path = one.file.path;
      if (await settle(one, operations, undo)) olds.push(one.old);
    }
    for (const old of olds) await clear(old, operations);
    return [];
  } catch (failure) {
    return [await takeBack(path, failure, undo)];
  }
}

function rank({ file }: Staged): number {
  return file.state === 'deleted' ? 0 : 1;
}

interface Staging {
  readonly operations: FileOperations;
  readonly undo: Undo[];
  readonly folders: Folders;
}

async function stage(target: ReturnType<ReturnType<typeof targetLocator>>, file: PlannedFile, index: number, { operations, undo, folders }: Staging): Promise<Staged> {
  if ('problem' in target) throw new Error(target.problem);
  const folder = dirname(target.absolute);
  const name = join(folder, `.pgcog-${process.pid}-${index}`);
  const staged: Staged = { file, target: target.absolute, fresh: `${name}.new`, old: `${name}.old` };
  if (file.after === null || file.state === 'deleted') return staged;
  for (const missing of missingFolders(folder, folders)) {
    await operations.makeFolder(missing);
    undo.push(() => operations.removeFolder(missing));
  }
  folders.add(folder);
  undo.push(() => operations.remove(staged.fresh).catch(ignoreAbsent));
  await operations.writeNew(staged.fresh, file.after, target.mode ?? 0o666);
  return staged;
}

/** From the outermost. */
function missingFolders(folder: string, known: Folders): readonly string[] {
  return known.has(folder) || isThere(folder) ? [] : [...missingFolders(dirname(folder), known), folder];
}

/** Whether it leaves the old text under another name. */
async function settle(one: Staged, operations: FileOperations, undo: Undo[]): Promise<boolean> {
  if (one.file.state === 'deleted') {
    if (!isThere(one.target)) return false;
    await operations.move(one.target, one.old);
    undo.push(() => operations.move(one.old, one.target));
    return true;
  }
  if (isThere(one.target)) {
    undo.push(() => operations.remove(one.old).catch(ignoreAbsent));
    await operations.keep(one.target, one.old);
    await operations.move(one.fresh, one.target);
    undo.push(() => operations.move(one.old, one.target));
    return true;
  }
  await operations.move(one.fresh, one.target);
  undo.push(() => operations.remove(one.target));
  return false;
}

/** All is done by now: what cannot be removed at the second try stays, and harms nobody. */
async function clear(old: string, operations: FileOperations): Promise<void> {
  if (isThere(old)) await operations.remove(old).catch(() => operations.remove(old)).catch(() => undefined);
}

/** A file system that is read only says so before it looks whether the file is there: nothing of ours is. */
function ignoreAbsent(failure: NodeJS.ErrnoException): void {
  if (failure.code !== 'ENOENT' && failure.code !== 'EROFS') throw failure;
}

async function takeBack(path: string, failure: unknown, undo: readonly Undo[]): Promise<Diagnostic> {
  const problems: string[] = [];
  for (const step of [...undo].reverse()) await step().catch((problem: unknown) => problems.push(reasonOf(problem)));
  const span = { file: path, start: 0, end: 0 };
  const said = `${path} cannot be written (${reasonOf(failure)})`;
  if (problems.length === 0) return error('PGC406', `${said}; nothing was changed`, span, 'check the permissions and space of its folder');
  const hint = 'old texts are in files .pgcog-*.old beside their places; version control has them too';
  return error('PGC407', `${said}, and what was done could not be taken back (${problems.join(', ')})`, span, hint);
}

function reasonOf(failure: unknown): string {
  if (failure instanceof Error && 'code' in failure && typeof failure.code === 'string') return failure.code;
  return failure instanceof Error ? failure.message : String(failure);
}
