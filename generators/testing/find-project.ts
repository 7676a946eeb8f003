import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readConfig } from '../../src/config/read-config.js';
import { error } from '../../src/source/diagnostic.js';
import { refuseErrors } from './mistakes.js';
import type { TestProject } from './types.js';

/** One of them is in every project's folder. */
const marks = ['tenant_template', 'resolvers.yaml', ...['ts', 'mts', 'mjs', 'js', 'json'].map((extension) => `pgcog.config.${extension}`)];

/**
 * The project around a folder.
 *
 * @throws ProjectMistakes where there is none, its settings have mistakes, or nothing was generated yet
 */
export async function findProject(folder: string, variables: TestProject['variables'], signal: AbortSignal): Promise<TestProject> {
  const root = rootOf(folder);
  if (root === null) {
    await refuseErrors(folder, [error('PGC005', `there is no project in ${folder}, nor around it`, null, 'run the tests in the folder that holds tenant_template/')]);
    throw new Error('there is no project');
  }
  const { config, file, diagnostics } = await readConfig(root, null);
  await refuseErrors(root, diagnostics, new Map(file === null ? [] : [[file.path, file.text]]));
  if (!existsSync(join(root, 'generated', 'resolvers.json'))) await refuseErrors(root, [error('PGC638', 'there is no generated/ yet', null, 'pgcog-gen generate writes it')]);
  return { root, config, variables, signal };
}

function rootOf(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (marks.some((mark) => existsSync(join(at, mark)))) return at;
    if (dirname(at) === at) return null;
  }
}
