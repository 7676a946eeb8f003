import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome } from './support/project.js';
import { copyProject, filesOf, removeProject, run, sharedServer } from './support/project.js';

/**
 * A folder per case: its files are a project; `expected/` is all that `generate` must write, `stderr.txt` all that it
 * must say (exit status 1, nothing written, unless there is an `expected/` too). `npm run case -- NAME` writes both anew.
 */
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures');
const notInput = ['expected', 'stderr.txt', 'issue.md'];
const rewrite = process.env['REWRITE_CASE'];
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

function writeExpectations(folder: string, written: ReadonlyMap<string, string>, stderr: string): void {
  rmSync(join(folder, 'expected'), { recursive: true, force: true });
  for (const [path, text] of written) {
    mkdirSync(dirname(join(folder, 'expected', path)), { recursive: true });
    writeFileSync(join(folder, 'expected', path), text);
  }
  writeFileSync(join(folder, 'stderr.txt'), stderr);
}

describe.each(['generate', 'mistakes'])('fixtures/%s', (kind) => {
  it.each(casesOf(kind))('%s', async (name) => {
    const folder = join(fixtures, kind, name);
    const { status, stderr, written } = await generateCase(folder);
    if (rewrite === name || rewrite === '*') writeExpectations(folder, written, stderr);
    const expected = existsSync(join(folder, 'expected')) ? filesOf(join(folder, 'expected')) : new Map<string, string>();
    expect(stderr).toBe(filesOf(folder).get('stderr.txt'));
    expect([...written.keys()]).toEqual([...expected.keys()]);
    for (const [path, text] of expected) expect(written.get(path), path).toBe(text);
    expect(status).toBe(kind === 'mistakes' ? 1 : 0);
    if (kind === 'mistakes') expect([...written.keys()]).toEqual([]);
  });
});
