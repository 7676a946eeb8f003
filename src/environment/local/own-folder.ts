import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandRefusal } from '../refusal.js';

/** What every project keeps that git ignores. */
const own = '.pgcog';

/**
 * `.pgcog/NAME` of the project, made where it is not there.
 *
 * @param root of the project, absolute
 * @param mode of a folder that is made
 * @returns its absolute path
 * @throws CommandRefusal PGC401 where it, or `.pgcog`, is anything but a folder: what comes with somebody's project must
 * not lead to files elsewhere, which a reset would remove
 */
export async function ownFolder(root: string, name: string, mode = 0o777): Promise<string> {
  await makeFolder(root, own, 0o777);
  await makeFolder(root, join(own, name), mode);
  await writeFile(join(root, own, '.gitignore'), '*\n', { flag: 'wx' }).catch(unlessThere);
  return join(root, own, name);
}

async function makeFolder(root: string, path: string, mode: number): Promise<void> {
  await mkdir(join(root, path), { mode }).catch(unlessThere);
  if (!(await lstat(join(root, path))).isDirectory()) throw new CommandRefusal('PGC401', `${path} is a link or a file, and should be a folder`, 'remove it: all that is kept in it can be made again');
}

function unlessThere(failure: NodeJS.ErrnoException): void {
  if (failure.code !== 'EEXIST') throw failure;
}
