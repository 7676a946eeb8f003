import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject, removeProject, run } from '../support/project.js';
import { cdkProject } from './support.js';

/** The shop, generated with mapping templates. */
export async function vtlProject(): Promise<string> {
  const root = copyProject(join(import.meta.dirname, '../../fixtures/generate/shop'), ['expected', 'stderr.txt']);
  const path = join(root, 'pgcog.config.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace("engine: 'js'", "engine: 'vtl'"));
  const outcome = await run(root, ['generate', '--quiet']);
  if (outcome.status !== 0) throw new Error(outcome.stderr);
  const project = cdkProject(root);
  removeProject(root);
  return project;
}
