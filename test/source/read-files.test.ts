import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { glob } from 'tinyglobby';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatDiagnostics } from '../../src/source/format-diagnostics.js';
import { plainFiles } from '../../src/source/plain-files.js';
import { readFiles, readSource, readSources } from '../../src/source/read-files.js';
import { shownText } from '../../src/source/shown-text.js';

let outer: string;
let root: string;

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'source-'));
  root = join(outer, 'project');
  await mkdir(root);
});
afterEach(() => rm(outer, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function said(): Promise<string> {
  return formatDiagnostics((await readSources(root, ['t/**/*.sql'])).diagnostics, new Map(), { color: false });
}

test('sorted, LF, without a byte order mark, only what matches', async () => {
  await put('t/b.sql', '\ufeffselect 1;\r\nselect 2;\r\n');
  await put('t/a/z.sql', 'é😀');
  await put('t/Z.sql', '');
  await put('t/readme.md', 'no');
  expect(await readFiles(root, ['t/**/*.sql'])).toEqual([
    { path: 't/Z.sql', text: '' }, { path: 't/a/z.sql', text: 'é😀' }, { path: 't/b.sql', text: 'select 1;\nselect 2;\n' },
  ]);
});

test('a folder that is not there has no files', async () => {
  expect(await readSources(root, ['nowhere/**/*.sql'])).toEqual({ value: [], diagnostics: [] });
  expect(await readSources(join(root, 'gone'), ['**/*.sql'])).toEqual({ value: [], diagnostics: [] });
});

test('what is not UTF-8 text is shown at its place', async () => {
  await put('t/latin.sql', Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x63, 0xc3, 0xa9, 0x66, 0xe9, 0x0a]));
  await put('t/nul.sql', 'a\r\n\r\nb\0');
  await put('t/utf16.sql', Buffer.from('\ufeffselect', 'utf16le'));
  const { diagnostics } = await readSources(root, ['t/**/*.sql']);
  const texts = await Promise.all(diagnostics.map(async ({ span }) => [span?.file ?? '', (await shownText(root, span?.file ?? '')) ?? ''] as const));
  expect(formatDiagnostics(diagnostics, new Map(texts), { color: false })).toBe(
    `t/latin.sql:2:4 error PGC002: t/latin.sql is not UTF-8 text: line 2 has other bytes
  céf\ufffd
     ^
  = help: save it as UTF-8

t/nul.sql:3:2 error PGC002: t/nul.sql has a NUL character in line 3
  b\u2400
   ^
  = help: remove it: PostgreSQL does not take it

t/utf16.sql:1:1 error PGC002: t/utf16.sql is UTF-16 text, not UTF-8
  = help: save it as UTF-8
`,
  );
});

test('links that no pattern leads through are left alone', async () => {
  await put('t/a.sql', '');
  await mkdir(join(outer, 'out'));
  for (const link of ['node_modules', 'generated', 't/own', 'tt']) await symlink(join(outer, 'out'), join(root, link));
  expect((await readSources(root, ['t/**/*.sql', 'x.yaml'])).diagnostics.map(({ message }) => message)).toEqual(['t/own is a link to a folder outside the project']);
  await rm(join(root, 't'), { recursive: true });
  await symlink(join(outer, 'out'), join(root, 't'));
  expect((await readSources(root, ['t/**/*.sql', 'x.yaml'])).diagnostics.map(({ message }) => message)).toEqual(['t is a link to a folder outside the project']);
});

test('text is shown of what may be read only', async () => {
  await put('a.sql', 'select 1;\r\n');
  await writeFile(join(outer, 'o.sql'), 'secret');
  await symlink('../o.sql', join(root, 'o.sql'));
  expect(await Promise.all(['a.sql', 'o.sql', '../o.sql', 'gone.sql'].map((path) => shownText(root, path)))).toEqual(['select 1;\n', null, null, null]);
});

test('a file of 20 MB is refused unread', async () => {
  await put('t/big.sql', new Uint8Array(20_000_000));
  expect(await said()).toBe(
    't/big.sql:1:1 error PGC003: t/big.sql has 20 MiB; more than 16 MiB are not read\n' +
      '  = help: keep data out of the template, or split the file\n',
  );
});

test('links stay in the project, end, and never go round', async () => {
  await put('t/a/x.sql', 'select 1');
  await mkdir(join(outer, 'out'));
  await writeFile(join(outer, 'out/o.sql'), 'secret');
  for (const [target, link] of [['a', 't/inner'], ['..', 't/a/loop'], ['../../out', 't/outer'], ['../../out/o.sql', 't/o.sql'], ['no', 't/no.sql'], ['no', 't/.#x.sql']] as const) {
    await symlink(target, join(root, link));
  }
  expect((await readFiles(root, ['t/**/*.sql'])).map((file) => file.path)).toEqual(['t/a/x.sql', 't/inner/x.sql']);
  expect(await said()).toBe(
    `t/no.sql:1:1 error PGC001: t/no.sql is a link that leads nowhere
  = help: remove the link or put its file back

t/o.sql:1:1 error PGC004: t/o.sql is a link to a file outside the project
  = help: copy the file into the project

t/outer:1:1 error PGC004: t/outer is a link to a folder outside the project
  = help: copy the folder into the project
`,
  );
});

test('names that look like patterns, options or escapes are only names', async () => {
  for (const name of ['t/[a].sql', 't/-x.sql', 't/a b\u001b.sql', 't/ä.sql']) await put(name, 'x');
  expect((await readFiles(root, ['t/**/*.sql'])).map((file) => file.path)).toEqual(['t/-x.sql', 't/[a].sql', 't/a b\u001b.sql', 't/ä.sql']);
});

test('one file by its path: there, not there, not a file', async () => {
  await put('t/x.sql', 'x');
  expect(await readSource(root, 't/x.sql')).toEqual({ path: 't/x.sql', text: 'x' });
  expect(await readSource(root, 't/y.sql')).toBe(null);
  expect(await readSource(root, 't')).toMatchObject({ code: 'PGC001', message: 't is not a file' });
});

test.each(['t/*.sql', 't/**/*.sql'])('plain folders have the files that %s matches, whatever their names', async (pattern) => {
  const names = ['b.sql', 'A.SQL', '.hidden.sql', '[a].sql', '-x.sql', 'a b\u001b.sql', '{c,d}.sql', '!e.sql', '(f).sql', 'g.sql.bak', 'ä.sql', 'sql', '.sql', 'h.', 'x\n.sql', '*.sql'];
  for (const folder of ['t', 't/u', 't/u/v w', 't/.git', 't/*', 't/n.sql', 't/node_modules']) for (const name of names) await put(`${folder}/${name}`, 'x');
  await mkdir(join(root, 't/empty.sql'));
  const found = await plainFiles(root, pattern);
  expect([...(found ?? [])].sort()).toEqual((await glob([pattern], { cwd: root, onlyFiles: true, expandDirectories: false })).sort());
  expect(found?.length).toBe(pattern === 't/*.sql' ? 10 : 60);
  expect(await plainFiles(root, pattern.replace('t/', 'gone/'))).toEqual([]);
});

test('where there are links, or a pattern is of another kind, folders are not plain', async () => {
  await put('t/a.sql', 'x');
  expect(await plainFiles(root, 't/**/*.{sql,txt}')).toBeNull();
  expect(await plainFiles(root, '../t/*.sql')).toBeNull();
  expect(await plainFiles(root, 't/a.sql/*.sql')).toBeNull();
  await put('t/u/b.sql', 'x');
  await symlink('b.sql', join(root, 't/u/c.sql'));
  expect([await plainFiles(root, 't/*.sql'), await plainFiles(root, 't/**/*.sql')]).toEqual([['t/a.sql'], null]);
  await symlink('t', join(root, 'l'));
  expect(await plainFiles(root, 'l/*.sql')).toBeNull();
});
