import { watch } from 'node:fs';
import { join, posix } from 'node:path';
import type { GenerateCommand } from './generate-command.js';
import { watchTree } from './watch-tree.js';

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
  const open = new Map<string, InputWatcher>();
  const follow = (folder: string): void => {
    open.get(folder)?.close();
    open.set(folder, watchTree(join(root, folder), changed));
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
