import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCase } from './support/expect-case.js';
import type { Outcome } from './support/project.js';
import { copyProject, filesOf, removeProject, run, sharedServer } from './support/project.js';

/**
 * A folder per case: its files are a project; `expected/` is all that `generate` must write, `stderr.txt` all that it
 * must say (exit status 1, nothing written, unless there is an `expected/` too). `npm run case -- NAME` writes both anew.
 */
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures');
const notInput = ['expected', 'stderr.txt', 'issue.md'];
const server = sharedServer();
afterAll(() => server.stop());

const casesOf = (kind: string): string[] => readdirSync(join(fixtures, kind)).sort();

/** What a run wrote that was not there before, by path. */
async function generateCase(folder: string): Promise<Outcome & { readonly written: Map<string, string> }> {
  const root = copyProject(folder, notInput);
  try {
    const before = filesOf(root);
    const outcome = await run(root, ['generate'], server.start);
    const after = filesOf(root);
    for (const [path, text] of before) expect(after.get(path), `${path} is the user's`).toBe(text);
    return { ...outcome, written: new Map([...after].filter(([path]) => !before.has(path))) };
  } finally {
    removeProject(root);
  }
}

describe.each(['generate', 'mistakes'])('fixtures/%s', (kind) => {
  it.each(casesOf(kind))('%s', async (name) => {
    const folder = join(fixtures, kind, name);
    const { status, stderr, written } = await generateCase(folder);
    expectCase(folder, written, stderr);
    expect(status).toBe(kind === 'mistakes' ? 1 : 0);
    if (kind === 'mistakes') expect([...written.keys()]).toEqual([]);
  });
});
