import { existsSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { watchInputs } from '../../watch-inputs.js';
import type { Cause, DevCommand } from './types.js';

const folders: Readonly<Record<string, Cause>> = { lambda: 'functions', seed: 'seeds', migrations: 'project' };

/** Tells what kind of file of the project was changed; of what is generated nothing. */
export function watchProject(command: Pick<DevCommand, 'root' | 'configPath'>, changed: (cause: Cause) => void): { close(): void } {
  const inputs = watchInputs(command, () => changed('project'));
  const open = new Map<string, FSWatcher>();
  const follow = (folder: string, cause: Cause): void => {
    open.get(folder)?.close();
    open.delete(folder);
    if (!existsSync(join(command.root, folder))) return;
    const watcher = watch(join(command.root, folder), { recursive: true }, () => changed(cause));
    watcher.on('error', () => watcher.close()); // The folder went: its own change in the root says so.
    open.set(folder, watcher);
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
