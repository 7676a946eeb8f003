import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { join, posix } from 'node:path';
import type { GenerateCommand } from './command-line.js';

const folders = ['tenant_template', 'shared', 'resolvers'] as const;
const rootFile = /^(pgcog\.config\.(ts|mts|mjs|js|json)|resolvers\.ya?ml)$/;

/** The files that go in, watched; node_modules and generated/ are left alone. */
export interface InputWatcher {
  close(): void;
}

/**
 * Calls `changed` for every change of an input of `command`, in folders that come and go too. A folder below the root is
 * watched with all that is in it.
 */
export function watchInputs({ root, configPath }: Pick<GenerateCommand, 'root' | 'configPath'>, changed: () => void): InputWatcher {
  const config = configPath === null ? null : posix.normalize(configPath.split('\\').join('/'));
  const open = new Map<string, FSWatcher>();
  const follow = (folder: string): void => {
    open.get(folder)?.close();
    open.delete(folder);
    try {
      const watcher = watch(join(root, folder), { recursive: true }, changed);
      watcher.on('error', () => watcher.close()); // The folder went: its own change in the root says so.
      open.set(folder, watcher);
    } catch {
      // There is no such folder, or no more.
    }
  };
  const top = watch(root, (_event, name) => {
    if (name === null) return;
    const folder = folders.find((one) => one === name);
    if (folder !== undefined) follow(folder);
    if (folder !== undefined || rootFile.test(name) || name === config) changed();
  });
  for (const folder of folders) follow(folder);
  return {
    close() {
      top.close();
      for (const watcher of open.values()) watcher.close();
    },
  };
}
