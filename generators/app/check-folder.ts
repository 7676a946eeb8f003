import { lstat, readdir, stat } from 'node:fs/promises';
import { printableLine } from '../../src/source/printable.js';

/** What may stand in a folder that counts as empty: a repository that was just made. */
const harmless = new Set(['.git', '.DS_Store']);

/** Why a project cannot be made there; null: it can. */
export async function folderProblem(root: string): Promise<string | null> {
  try {
    if (!(await stat(root)).isDirectory()) return 'it is a file';
    const names = (await readdir(root)).filter((name) => !harmless.has(name));
    return names.length === 0 ? null : `it is not empty: ${printableLine(names.sort().slice(0, 3).join(', '))}${names.length > 3 ? ', ...' : ''}`;
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? failure.code : '';
    if (code === 'ENOENT') return (await isLink(root)) ? 'it is a link that leads nowhere' : null;
    if (code === 'ENOTDIR') return 'something above it is a file';
    return `it cannot be read (${String(code)})`;
  }
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then((found) => found.isSymbolicLink(), () => false);
}
