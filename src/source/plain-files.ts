import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** `migrations/*.sql`, `tenant_template/**\/*.sql` */
const simple = /^([\w-]+)\/(\*\*\/)?\*(\.\w+)$/u;

/**
 * Paths under `root` that a glob pattern matches, in any order, where both are as plain as can be: one folder, all files
 * with one ending, no links and nothing but files and folders. Null for everything else, which needs what reads globs:
 * that takes longer to load than most folders to read.
 */
export async function plainFiles(root: string, pattern: string): Promise<readonly string[] | null> {
  const [, folder = '', deep, ending = ''] = simple.exec(pattern) ?? [];
  if (ending === '') return null;
  try {
    const found = await lstat(join(root, folder));
    return found.isDirectory() ? await filesIn(root, folder, ending, deep !== undefined) : null;
  } catch (failure) {
    return failure instanceof Error && 'code' in failure && failure.code === 'ENOENT' ? [] : null;
  }
}

async function filesIn(root: string, folder: string, ending: string, deep: boolean): Promise<readonly string[] | null> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (!(entry.isFile() || entry.isDirectory()) || entry.name.includes('\\')) return null;
    if (entry.name.startsWith('.')) continue;
    if (entry.isFile() && entry.name.endsWith(ending)) found.push(path);
    const below = deep && entry.isDirectory() ? await filesIn(root, path, ending, deep) : [];
    if (below === null) return null;
    found.push(...below);
  }
  return found;
}
