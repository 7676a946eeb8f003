import { watch } from 'node:fs';
import { join } from 'node:path';
import { watchInputs, type InputWatcher } from '../../watch-inputs.js';
import { watchTree } from '../../watch-tree.js';
import type { Cause, DevCommand } from './types.js';

const folders: Readonly<Record<string, Cause>> = { lambda: 'functions', seed: 'seeds', migrations: 'project' };

/** Tells what kind of file of the project was changed; of what is generated nothing. */
export function watchProject(command: Pick<DevCommand, 'root' | 'configPath'>, changed: (cause: Cause) => void): InputWatcher {
  const inputs = watchInputs(command, () => changed('project'));
  const open = new Map<string, InputWatcher>();
  const follow = (folder: string, cause: Cause): void => {
    open.get(folder)?.close();
    open.set(folder, watchTree(join(command.root, folder), () => changed(cause)));
  };
  const top = watch(command.root, (_event, name) => {
    const cause = name === null ? undefined : folders[name];
    if (name === null || cause === undefined) return;
    follow(name, cause);
    changed(cause);
  });
  for (const [folder, cause] of Object.entries(folders)) follow(folder, cause);
  return {
    close: () => {
      inputs.close();
      top.close();
      for (const watcher of open.values()) watcher.close();
    },
  };
}
