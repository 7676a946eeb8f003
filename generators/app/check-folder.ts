import { readdir, stat } from 'node:fs/promises';

/** What may stand in a folder that counts as empty: a repository that was just made. */
const harmless = new Set(['.git', '.DS_Store']);

/** Why a project cannot be made there; null: it can. */
export async function folderProblem(root: string): Promise<string | null> {
  try {
    if (!(await stat(root)).isDirectory()) return 'it is a file';
    const names = (await readdir(root)).filter((name) => !harmless.has(name));
    return names.length === 0 ? null : `it is not empty: ${names.sort().slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`;
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? failure.code : '';
    if (code === 'ENOENT') return null;
    if (code === 'ENOTDIR') return 'something above it is a file';
    return `it cannot be read (${String(code)})`;
  }
}
