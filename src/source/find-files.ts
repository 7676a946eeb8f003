import type { realpath } from 'node:fs';
import { realpath as realpathOf, stat } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { compareCodePoints } from './compare-code-points.js';
import { error } from './diagnostic.js';
import { plainFiles } from './plain-files.js';
import type { Diagnostic, Staged } from './types.js';

type Done = (failure: NodeJS.ErrnoException | null, resolved: string) => void;

/**
 * POSIX paths under `root` that the glob `patterns` match, sorted. Links are followed inside the project only: one
 * that leaves it is an error and is not walked (it may lead to `/`), one that leads back to a folder above it is passed.
 */
export async function findFiles(root: string, patterns: readonly string[]): Promise<Staged<readonly string[]>> {
  const home = await realpathOf(root).catch(() => null);
  if (home === null) return { value: [], diagnostics: [] };
  const plain = await Promise.all(patterns.map((pattern) => plainFiles(home, pattern)));
  if (plain.every((paths) => paths !== null)) return { value: inOrder(plain.flat()), diagnostics: [] };
  const { glob } = await import('tinyglobby');
  const diagnostics: Diagnostic[] = [];
  const follow = (link: string, done: Done): void => {
    const concerned = mayLead(relative(home, link).split(sep).join('/'), patterns);
    (concerned ? resolveLink(home, link) : Promise.resolve(null)).then(
      (result) => {
        if (typeof result === 'string') return done(null, result);
        if (result !== null) diagnostics.push(result);
        return done(new Error('not followed'), link);
      },
      (failure: Error) => done(failure, link),
    );
  };
  const fs = { realpath: follow as unknown as typeof realpath };
  const found = await glob([...patterns], { cwd: home, onlyFiles: true, expandDirectories: false, fs });
  return { value: inOrder(found), diagnostics };
}

function inOrder(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort(compareCodePoints);
}

/** Whether what a pattern matches may be at or below a path: links elsewhere in the project, such as node_modules, are nobody's business. */
function mayLead(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const steady = /^[^*?[{(!]*/u.exec(pattern)?.[0] ?? '';
    const folder = steady === pattern ? pattern : steady.slice(0, steady.lastIndexOf('/') + 1);
    return folder === '' || folder.startsWith(`${path}/`) || folder === path || `${path}/`.startsWith(folder);
  });
}

/** True where a real path is not inside the real path `home`. */
export function leaves(home: string, real: string): boolean {
  const path = relative(home, real);
  return path === '..' || path.startsWith(`..${sep}`) || path.startsWith('/') || /^[A-Za-z]:/u.test(path);
}

/** A link's target; a diagnostic, or null to pass it in silence, where it must not be followed. */
async function resolveLink(home: string, link: string): Promise<string | Diagnostic | null> {
  const path = relative(home, link).split(sep).join('/');
  const span = { file: path, start: 0, end: 0 };
  const target = await realpathOf(link).catch(() => null);
  if (target === null) {
    // Editors keep their locks as hidden links that lead nowhere.
    if (basename(link).startsWith('.')) return null;
    return error('PGC001', `${path} is a link that leads nowhere`, span, 'remove the link or put its file back');
  }
  if (!(await stat(target)).isDirectory()) return target;
  if (leaves(home, target)) {
    return error('PGC004', `${path} is a link to a folder outside the project`, span, 'copy the folder into the project');
  }
  return (await foldersAbove(home, link)).includes(target) ? null : target;
}

/** Real paths of the folders that the walk passed on its way to the link. */
async function foldersAbove(home: string, link: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = dirname(link); folder.startsWith(home); folder = dirname(folder)) {
    folders.push(await realpathOf(folder));
    if (folder === home) break;
  }
  return folders;
}
