import { lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { leaves } from '../source/find-files.js';
import type { Code } from '../source/codes.js';

/** Where a path of the project really is. */
export interface Target {
  readonly absolute: string;
  /** Permission bits of the file there; null where there is none. */
  readonly mode: number | null;
}

/** Why nothing can be written there; `problem` reads on from the path. */
export interface Blocked {
  readonly code: Code;
  readonly problem: string;
  readonly hint: string;
}

const outside: Blocked = { code: 'PGC401', problem: 'is behind a link that leaves the project', hint: 'replace the link by a folder or file' };

type Folder = { readonly real: string } | Blocked;

/**
 * Follows links on the way to a file that is read, written or deleted. `home` is the real path of the root. Folders that
 * are there are looked at once: no longer than one run's planning, or its writing, may the function that comes back be
 * used. Asking the system without a promise for each of thousands of files takes a tenth of the time.
 */
export function targetLocator(home: string): (path: string) => Target | Blocked {
  const folders = new Map<string, Folder>();
  return (path) => {
    const wanted = join(home, path);
    let folder = dirname(wanted);
    while (!folders.has(folder) && !isThere(folder)) folder = dirname(folder);
    const found = folders.get(folder) ?? folderAt(home, folder);
    folders.set(folder, found);
    return 'problem' in found ? found : fileAt(home, join(found.real, relative(folder, wanted)));
  };
}

function folderAt(home: string, folder: string): Folder {
  const real = realPath(folder);
  if (real === null) return { code: 'PGC401', problem: 'is behind a link that leads nowhere', hint: 'remove the link' };
  if (leaves(home, real)) return outside;
  return statSync(real).isDirectory() ? { real } : inTheWay(`cannot be made: ${relative(home, folder)} is a file`, 'move that file');
}

function fileAt(home: string, absolute: string): Target | Blocked {
  const there = statusOf(absolute);
  if (there === undefined) return { absolute, mode: null };
  if (there.isFile()) return { absolute, mode: there.mode & 0o777 };
  const real = realPath(absolute);
  if (real === null) return { code: 'PGC401', problem: 'is a link that leads nowhere', hint: 'remove the link' };
  if (leaves(home, real)) return outside;
  const found = statSync(real);
  if (!found.isFile()) return inTheWay(found.isDirectory() ? 'is a folder' : 'is not a file', 'move it');
  return { absolute: real, mode: found.mode & 0o777 };
}

function inTheWay(problem: string, hint: string): Blocked {
  return { code: 'PGC404', problem, hint };
}

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** True for a link too, wherever it leads. */
export function isThere(path: string): boolean {
  return statusOf(path) !== undefined;
}

/** Of a link itself. */
function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A file stands where a folder would have to be, or it may not be looked into.
  }
}
