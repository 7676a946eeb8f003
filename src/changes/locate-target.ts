import { lstat, realpath, stat } from 'node:fs/promises';
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

/** Follows links on the way to a file that is read, written or deleted. `home` is the real path of the root. */
export async function locateTarget(home: string, path: string): Promise<Target | Blocked> {
  const wanted = join(home, path);
  let folder = dirname(wanted);
  while (!(await exists(folder))) folder = dirname(folder);
  const real = await realpath(folder).catch(() => null);
  if (real === null) return { code: 'PGC401', problem: 'is behind a link that leads nowhere', hint: 'remove the link' };
  if (leaves(home, real)) return outside;
  if (!(await stat(real)).isDirectory()) return inTheWay(`cannot be made: ${relative(home, folder)} is a file`, 'move that file');
  return fileAt(home, join(real, relative(folder, wanted)));
}

async function fileAt(home: string, absolute: string): Promise<Target | Blocked> {
  if (!(await exists(absolute))) return { absolute, mode: null };
  const real = await realpath(absolute).catch(() => null);
  if (real === null) return { code: 'PGC401', problem: 'is a link that leads nowhere', hint: 'remove the link' };
  if (leaves(home, real)) return outside;
  const found = await stat(real);
  if (!found.isFile()) return inTheWay(found.isDirectory() ? 'is a folder' : 'is not a file', 'move it');
  return { absolute: real, mode: found.mode & 0o777 };
}

function inTheWay(problem: string, hint: string): Blocked {
  return { code: 'PGC404', problem, hint };
}

/** True for a link too, wherever it leads. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(() => true, () => false);
}
