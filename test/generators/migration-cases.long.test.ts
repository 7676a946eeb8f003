import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCase } from '../support/expect-case.js';
import { copyProject, filesOf, removeProject, sharedServer } from '../support/project.js';
import { migrate } from './migration-support.js';

/**
 * A folder per case: `before/` is a project (without `migrations/` its first one is written by the tool), `after/` the
 * folders that take the place of its own then, `answers` the rest of the command line, one word a line. `expected/` is all
 * that is written (what goes is listed in its gone.txt), `stderr.txt` all that is said. `REWRITE_CASE=NAME` ('*' for all) writes both anew.
 */
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'fixtures', 'migration');
const server = sharedServer();
afterAll(() => server.stop());

async function runCase(folder: string): Promise<{ readonly status: number; readonly stderr: string; readonly stdout: string; readonly written: ReadonlyMap<string, string> }> {
  const root = copyProject(join(folder, 'before'), []);
  try {
    const first = existsSync(join(folder, 'after')) && !existsSync(join(root, 'migrations'));
    if (first) expect((await migrate(root, [], server.start)).stderr).toContain('migrations/0001_init.sql is written');
    if (existsSync(join(folder, 'after'))) takePlace(join(folder, 'after'), root);
    const before = filesOf(root);
    const answers = existsSync(join(folder, 'answers')) ? readFileSync(join(folder, 'answers'), 'utf8').split('\n').filter((word) => word !== '') : [];
    const { status, stderr, stdout } = await migrate(root, answers, server.start);
    const after = filesOf(root);
    const written = new Map([...after].filter(([path, text]) => before.get(path) !== text));
    const gone = [...before.keys()].filter((path) => !after.has(path));
    if (gone.length > 0) written.set('gone.txt', `${gone.join('\n')}\n`);
    return { status, stderr, stdout, written };
  } finally {
    removeProject(root);
  }
}

function takePlace(after: string, root: string): void {
  for (const name of readdirSync(after)) rmSync(join(root, name), { recursive: true, force: true });
  cpSync(after, root, { recursive: true });
}

describe('fixtures/migration', () => {
  it.each(readdirSync(fixtures).sort())('%s', async (name) => {
    const folder = join(fixtures, name);
    const { status, stderr, written } = await runCase(folder);
    expectCase(folder, written, stderr);
    // Where a mistake is said, nothing is written.
    expect(status).toBe(/^(?:\S+ )?error PGC/mu.test(stderr) ? 1 : 0);
    if (status === 1) expect(written.size).toBe(0);
  });
});
