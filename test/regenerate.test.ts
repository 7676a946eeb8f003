import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { main } from '../generators/main.js';
import { applyChanges } from '../src/changes/apply-changes.js';
import { planEdits } from '../src/changes/plan-edits.js';
import type { UserEdit } from '../src/changes/types.js';
import { planLambda } from '../src/edit/lambda-index.js';
import { appendSql } from '../src/edit/sql/append-sql.js';
import { readUserFile } from '../src/edit/user-file.js';
import { addToYaml } from '../src/edit/yaml/add-to-yaml.js';
import type { Edited } from '../src/edit/types.js';
import { loadGrammar } from '../src/parse/load-grammar.js';
import { formatDiagnostics } from '../src/source/format-diagnostics.js';
import type { Diagnostic } from '../src/source/types.js';
import { testIo } from './generators/support.js';
import { copyProject, removeProject } from './support/project.js';

/**
 * A folder per case: `before/` is a project as its user left it, `command` what is run in it. `after/` are the files that
 * differ then, byte for byte; `output.txt` is what was said, status included. REWRITE_CASE=NAME writes both anew ('*': all).
 */
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'regenerate');
const rewrite = process.env['REWRITE_CASE'];

interface Said {
  readonly status: number;
  readonly text: string;
}

/** Bytes by path, as Latin-1: one character for each. */
function bytesOf(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'latin1')] as const).filter(([path]) => !path.startsWith('.pgcog/')).sort());
}

const wordsOf = (line: string): readonly string[] => [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/** `wire`, `spec` and `sql` are splices that no server is needed for; all else is pgcog-gen. */
async function run(root: string, line: string): Promise<Said> {
  const [name = '', ...args] = wordsOf(line.trim());
  if (name === 'wire') {
    const { edits, diagnostics } = await planLambda(root, args);
    return apply(root, edits, diagnostics);
  }
  if (name === 'spec') return splice(root, 'resolvers.yaml', (file) => Promise.resolve(addToYaml(file, { section: args[0] ?? '', key: null, value: args[1] ?? '' })));
  if (name === 'sql') return splice(root, args[0] ?? '', async (file) => appendSql(await loadGrammar(), file, args[1] ?? ''));
  const io = testIo(root, { NO_COLOR: '1' });
  const status = await main([name, ...args], io);
  return { status, text: io.out() + io.err() };
}

type UserFile = Exclude<Awaited<ReturnType<typeof readUserFile>>, null | Diagnostic>;

async function splice(root: string, path: string, edit: (file: UserFile) => Promise<Edited>): Promise<Said> {
  const file = await readUserFile(root, path);
  if (file === null || 'code' in file) throw new Error(`${path} cannot be read`);
  const edited = await edit(file);
  if (edited.kind === 'refused') return { status: 1, text: `${path} ${edited.reason}\n` };
  return apply(root, edited.kind === 'edited' ? [{ path, before: file.raw, after: edited.raw }] : [], []);
}

async function apply(root: string, edits: readonly UserEdit[], said: readonly Diagnostic[]): Promise<Said> {
  const { value: files, diagnostics } = await planEdits(root, edits);
  expect([...diagnostics, ...(await applyChanges(root, { kind: 'change plan', files }))]).toEqual([]);
  const texts = new Map([...bytesOf(root)].map(([path, text]) => [path, Buffer.from(text, 'latin1').toString('utf8').replaceAll('\r\n', '\n')]));
  return { status: 0, text: formatDiagnostics(said, texts, { color: false }) };
}

/** Lines of `before` that are not in `after`, both in their order. */
function lostLines(before: string, after: string): number {
  const fresh = after.split(/(?<=\n)/u);
  let [next, lost] = [0, 0];
  for (const line of before.split(/(?<=\n)/u)) {
    const found = fresh.indexOf(line, next);
    if (found < 0) lost += 1;
    else next = found + 1;
  }
  return lost;
}

async function writeExpectations(folder: string, changed: ReadonlyMap<string, string>, { status, text }: Said): Promise<void> {
  rmSync(join(folder, 'after'), { recursive: true, force: true });
  for (const [path, bytes] of changed) {
    await mkdir(dirname(join(folder, 'after', path)), { recursive: true });
    await writeFile(join(folder, 'after', path), bytes, 'latin1');
  }
  await writeFile(join(folder, 'output.txt'), `${status}\n${text}`);
}

describe('what people own survives', () => {
  it.each(readdirSync(fixtures).sort())('%s', async (name) => {
    const folder = join(fixtures, name);
    const root = copyProject(join(folder, 'before'), []);
    try {
      const [line, before] = [readFileSync(join(folder, 'command'), 'utf8'), bytesOf(root)];
      const said = await run(root, line);
      const after = bytesOf(root);
      const changed = new Map([...after].filter(([path, bytes]) => before.get(path) !== bytes));
      if (rewrite === name || rewrite === '*') await writeExpectations(folder, changed, said);
      expect(`${said.status}\n${said.text.replaceAll(root, '.')}`).toBe(readFileSync(join(folder, 'output.txt'), 'utf8'));
      expect(changed).toEqual(bytesOf(join(folder, 'after')));
      // Nothing is gone, and a splice may only join two lines that it stands between.
      for (const [path, bytes] of before) expect(lostLines(bytes, after.get(path) ?? ''), path).toBeLessThanOrEqual(2);
      const again = await run(root, line);
      expect(bytesOf(root)).toEqual(after);
      if (said.status === 0 && !again.text.includes('is there already')) expect(again.status).toBe(0);
    } finally {
      removeProject(root);
    }
  });
});
