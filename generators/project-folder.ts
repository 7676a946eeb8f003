import { statSync } from 'node:fs';
import { error } from '../src/source/diagnostic.js';
import type { Diagnostic } from '../src/source/types.js';
import type { GenerateCommand } from './command-line.js';

/** What is wrong with the folder that a command is to work in; null where nothing is. */
export function missingProject({ root }: Pick<GenerateCommand, 'root'>): Diagnostic | null {
  const found = statSync(root, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return null;
  const message = found === undefined ? `there is no folder ${root}` : `${root} is not a folder`;
  return error('PGC005', message, null, 'name the folder that holds tenant_template/: --cwd my-app');
}
