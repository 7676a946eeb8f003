import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedPatterns } from '../../src/dev/database/run-seeds.js';
import { readSources } from '../../src/source/read-files.js';
import { templatePatterns } from '../pgcog/template-patterns.js';
import type { TestProject } from './types.js';

/** Triggers, the worker and what they import: people come about by them. Resolvers are loaded anew by every test file. */
const functionPatterns = ['lambda/*.{ts,js,mts,mjs}'];

/**
 * Tells apart stages that are not the same: by the template, the seeds, triggers and worker, the settings, and the packages.
 *
 * @param build of this package
 */
export async function stageHash({ root, config }: Pick<TestProject, 'root' | 'config'>, build: string): Promise<string> {
  const { value: files } = await readSources(root, [...templatePatterns, ...seedPatterns, ...functionPatterns]);
  const packages = ['pg-cognition-runtime'].map((name) => textOf(join(root, 'node_modules', name, 'package.json')));
  return createHash('sha256').update(JSON.stringify([build, packages, config, files.map(({ path, text }) => [path, text])])).digest('hex').slice(0, 16);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It is elsewhere, or comes with this package.
  }
}
