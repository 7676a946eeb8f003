import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, removeProject, run, sharedServer, type Outcome } from '../support/project.js';

const server = sharedServer();
afterAll(() => server.stop());

let root: string;
let outside: string;
beforeEach(() => {
  root = makeProject({ 'tenant_template/a.sql': 'create table t (id int primary key); grant select on t to tenant_users;', 'resolvers.yaml': 'version: 1\ncrud: { t: [get] }\n' });
  outside = mkdtempSync(join(tmpdir(), 'pgcog-outside-'));
  writeFileSync(join(outside, 'victim'), 'theirs');
});
afterEach(() => {
  removeProject(root);
  rmSync(outside, { recursive: true, force: true });
});

const generate = (...args: readonly string[]): Promise<Outcome> => run(root, ['generate', ...args], server.start);

describe('links that leave the project are not written through', () => {
  const links: readonly (readonly [string, string])[] = [
    ['generated', ''], ['generated/resolvers', ''], ['generated/schema.graphql', 'victim'], ['.pgcog', ''], ['.pgcog/generate.json', 'victim'], ['.pgcog/.gitignore', 'victim'],
  ];

  test.each(links)('%s', async (path, target) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    symlinkSync(join(outside, target), join(root, path));
    const { status } = await generate();
    expect(readdirSync(outside)).toEqual(['victim']);
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('theirs');
    expect(status).toBe(path.startsWith('.pgcog') ? 0 : 1);
  });
});

describe('what is no file does not make a run wait for ever', () => {
  test.each(['tenant_template/b.sql', 'resolvers.yaml', 'pgcog.config.json', 'resolvers/Query.x.sql', '.pgcog/generate.json', 'generated/schema.graphql'])('a pipe at %s', async (path) => {
    if (process.platform === 'win32') return;
    mkdirSync(join(root, path, '..'), { recursive: true });
    rmSync(join(root, path), { force: true });
    expect(spawnSync('mkfifo', [join(root, path)]).status).toBe(0);
    expect([0, 1]).toContain((await generate()).status);
  });

  test('a link to a device without end', async () => {
    symlinkSync('/dev/zero', join(root, 'tenant_template', 'b.sql'));
    expect(await generate()).toMatchObject({ status: 1, stderr: expect.stringContaining('PGC004') });
  });
});

describe('the record of the last run', () => {
  test('does not vouch for files that came with it', async () => {
    expect((await generate()).status).toBe(0);
    const resolver = join(root, 'generated', 'resolvers', 'Query.getT.js');
    const honest = readFileSync(resolver, 'utf8');
    expect(await generate('--check')).toMatchObject({ status: 0 });
    const record = join(root, '.pgcog', 'generate.json');
    const text = readFileSync(record, 'utf8');
    const tampered = honest.replace('Query.getT', 'Query.getAll');
    const sha = (of: string): string => spawnSync('sha256sum', { input: of }).stdout.toString().slice(0, 64);
    expect(text).toContain(sha(honest));
    // As a commit would bring it to another machine: the same bytes in another folder.
    const clone = mkdtempSync(join(tmpdir(), 'pgcog-clone-'));
    cpSync(root, clone, { recursive: true });
    writeFileSync(join(clone, 'generated', 'resolvers', 'Query.getT.js'), tampered);
    writeFileSync(join(clone, '.pgcog', 'generate.json'), text.replaceAll(sha(honest), sha(tampered)));
    expect(await run(clone, ['generate', '--check'], server.start)).toMatchObject({ status: 1, stdout: expect.stringContaining('-/** Sends the arguments to the statement Query.getAll. */') });
    removeProject(clone);
  });

  test('leads nowhere out of the project', async () => {
    mkdirSync(join(root, '.pgcog'));
    writeFileSync(join(root, '.pgcog', 'generate.json'), JSON.stringify({ inputs: 'x', outputs: [{ path: '../../../../../../dev/zero', hash: 'x' }], diagnostics: [], notes: [] }));
    expect((await generate()).status).toBe(0);
  });
});

test('the list of generated files makes nothing outside be deleted, and nothing that is not as it was written', async () => {
  expect((await generate()).status).toBe(0);
  const list = readdirSync(join(root, 'generated')).map((name) => join(root, 'generated', name)).find((path) => path.endsWith('.json') && readFileSync(path, 'utf8').includes('"files"'));
  if (list === undefined) throw new Error('no list of files');
  const { files } = JSON.parse(readFileSync(list, 'utf8')) as { readonly files: Readonly<Record<string, string>> };
  const hash = spawnSync('sha256sum', { input: 'theirs' }).stdout.toString().slice(0, 64);
  writeFileSync(join(root, 'mine.txt'), 'theirs');
  const wished = ['../victim', join(outside, 'victim'), `../${outside.split('/').at(-1) ?? ''}/victim`, 'mine.txt', 'tenant_template/a.sql', 'generated/../mine.txt', '__proto__'];
  writeFileSync(list, JSON.stringify({ v: 1, files: { ...files, ...Object.fromEntries(wished.map((path) => [path, hash])) } }));
  await generate();
  expect(existsSync(join(outside, 'victim'))).toBe(true);
  expect(existsSync(join(root, 'mine.txt'))).toBe(true);
  expect(existsSync(join(root, 'tenant_template', 'a.sql'))).toBe(true);
});
