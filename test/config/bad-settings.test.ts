import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';
import { expectCase } from '../support/expect-case.js';
import { filesOf } from '../support/project.js';
import { printed, settingsOf } from './support.js';

/**
 * A folder per case: its files are a project, `stderr.txt` all that is said of its settings and spec as they are read,
 * without a database. `npm run case -- NAME` writes that anew.
 */
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/settings');

it.each(readdirSync(fixtures).sort())('%s', async (name) => {
  const folder = join(fixtures, name);
  const files = [...filesOf(folder)].filter(([path]) => path !== 'stderr.txt');
  expectCase(folder, new Map(), printed(await settingsOf(Object.fromEntries(files))));
});
