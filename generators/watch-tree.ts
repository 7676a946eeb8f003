import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { basename, join, sep } from 'node:path';

/**
 * Calls `changed` for every change in `folder` and the folders below it, which may come and go; of packages nothing. Each
 * folder has a watcher of its own: what Node.js 20 calls recursive follows files on Linux, and does not see what happens
 * to one that was put in another's place, as `git checkout` and many editors do. Does nothing where there is no such folder.
 *
 * @param folder absolute
 */
export function watchTree(folder: string, changed: () => void): { close(): void } {
  const open = new Map<string, FSWatcher>();
  const leave = (path: string): void => {
    for (const [watched, watcher] of open) {
      if (watched !== path && !watched.startsWith(path + sep)) continue;
      watcher.close();
      open.delete(watched);
    }
  };
  const follow = (path: string): void => {
    leave(path);
    try {
      if (basename(path) === 'node_modules' || !statSync(path).isDirectory()) return;
      const watcher = watch(path, (event, name) => {
        changed();
        if (event === 'rename' && name !== null) follow(join(path, name));
      });
      watcher.on('error', () => watcher.close()); // The folder went: the one above says so.
      open.set(path, watcher);
      for (const name of foldersIn(path)) follow(join(path, name));
    } catch {
      // It is gone.
    }
  };
  follow(folder);
  return { close: () => leave(folder) };
}

/** Listed after the folder is watched, so that none is missed. */
function foldersIn(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}
