import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileChange } from '../changes/types.js';
import { templatesFolder } from './templates-folder.js';

/** Below `lambda/`: triggers of the user pool, the worker behind them, and the rotation of secrets. */
const names = ['hooks.ts', 'members.ts', 'rotation.ts'];

/** What runs beside an API with `members: true`: the same in every project until its user writes on. */
export async function membersFiles(): Promise<readonly FileChange[]> {
  const folder = join(templatesFolder(), 'seeded', 'lambda');
  return Promise.all(names.map(async (name): Promise<FileChange> => ({ kind: 'write', owner: 'seeded', path: `lambda/${name}`, text: await readFile(join(folder, name), 'utf8') })));
}
