import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { error } from '../src/source/diagnostic.js';
import type { Diagnostic } from '../src/source/types.js';
import type { GenerateCommand } from './generate-command.js';

/** What is wrong with the folder that a command is to work in; null where nothing is. */
export function missingProject({ root }: Pick<GenerateCommand, 'root'>): Diagnostic | null {
  const found = statSync(root, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return insideProject(root);
  const message = found === undefined ? `there is no folder ${root}` : `${root} is not a folder`;
  return error('PGC005', message, null, 'name the folder that holds tenant_template/: --cwd my-app');
}

/** What a folder of a project has, one of them at least. */
const signs = ['tenant_template', 'resolvers.yaml', 'resolvers.yml', '.pgcog', ...['ts', 'mts', 'mjs', 'js', 'json'].map((extension) => `pgcog.config.${extension}`)];

/** A folder below a project's own: a database of its own would be made for it, and nothing be found to generate from. */
function insideProject(root: string): Diagnostic | null {
  if (signs.some((name) => existsSync(join(root, name)))) return null;
  for (let folder = dirname(root), below = root; folder !== below; below = folder, folder = dirname(folder)) {
    if (existsSync(join(folder, 'tenant_template'))) return error('PGC005', `${root} is inside the project ${folder}`, null, `go there, or add --cwd ${folder}`);
  }
  return null;
}
