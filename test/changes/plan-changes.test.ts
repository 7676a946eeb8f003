import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyChanges } from '../../src/changes/apply-changes.js';
import { hashText, manifestPath, manifestText } from '../../src/changes/file-manifest.js';
import type { ChangePlan } from '../../src/changes/types.js';
import { unifiedDiff } from '../../src/changes/unified-diff.js';
import { generated, inFolder, plan, printed, seeded, textsOf, treeOf } from './support.js';

const a = 'generated/a.js';
const statesOf = ({ files }: ChangePlan): readonly string[] => files.map(({ path, state }) => `${path} ${state}`);

test('the first run makes everything, the second nothing', async () => {
  await inFolder({}, async (root) => {
    const changes = [generated(a, 'a\n'), seeded('lambda/x.ts', 'x\n')];
    const first = await plan(root, changes);
    expect(statesOf(first.value)).toEqual([`${a} created`, 'lambda/x.ts created', `${manifestPath} created`]);
    expect(await applyChanges(root, first.value)).toEqual([]);
    expect(await textsOf(root)).toEqual({ [a]: 'a\n', 'lambda/x.ts': 'x\n', [manifestPath]: manifestText({ [a]: hashText('a\n') }) });
    const tree = await treeOf(root);
    const second = await plan(root, changes);
    expect(statesOf(second.value)).toEqual([`${a} unchanged`, 'lambda/x.ts kept', `${manifestPath} unchanged`]);
    expect(await unifiedDiff(second.value)).toBe('');
    expect(await applyChanges(root, second.value)).toEqual([]);
    expect(await treeOf(root)).toEqual(tree);
  });
});

test('a seeded file is never written again, whatever is in it', async () => {
  await inFolder({ 'lambda/x.ts': 'mine\n' }, async (root) => {
    await applyChanges(root, (await plan(root, [seeded('lambda/x.ts', 'x\n')])).value);
    expect((await textsOf(root))['lambda/x.ts']).toBe('mine\n');
  });
});

test('a checkout with CRLF is current', async () => {
  await inFolder({ [a]: 'one\r\ntwo\r\n', [manifestPath]: manifestText({ [a]: hashText('one\ntwo\n') }).replaceAll('\n', '\r\n') }, async (root) => {
    expect(statesOf((await plan(root, [generated(a, 'one\ntwo\n')])).value)).toEqual([`${a} unchanged`, `${manifestPath} unchanged`]);
    expect(statesOf((await plan(root, [])).value)).toEqual([`${a} deleted`, `${manifestPath} changed`]);
  });
});

test('a generated file that is no longer wanted goes, a changed one stays until its user decides', async () => {
  const last = manifestText({ [a]: hashText('a\n'), 'generated/b.js': hashText('b\n'), 'generated/gone.js': hashText('') });
  await inFolder({ [a]: 'a\n', 'generated/b.js': 'mine\n', 'generated/own.txt': 'own\n', [manifestPath]: last }, async (root) => {
    const planned = await plan(root, []);
    expect(printed(planned)).toBe(
      'generated/b.js:1:1 warning PGC403: generated/b.js is no longer generated, but was changed, so it stays\n' +
        '  = help: delete it, or move it out of generated/\n',
    );
    expect(await unifiedDiff(planned.value)).toBe('--- a/generated/a.js\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
    expect(await applyChanges(root, planned.value)).toEqual([]);
    expect(await textsOf(root)).toEqual({
      'generated/b.js': 'mine\n', 'generated/own.txt': 'own\n', [manifestPath]: manifestText({ 'generated/b.js': hashText('b\n') }),
    });
    expect((await plan(root, [])).diagnostics).toHaveLength(1);
  });
});

test('an asked-for delete needs the manifest too', async () => {
  await inFolder({ 'user.txt': 'mine\n' }, async (root) => {
    const planned = await plan(root, [{ kind: 'delete', path: 'user.txt' }]);
    expect(planned.value.files.map(({ path }) => path)).toEqual([manifestPath]);
  });
});

test('what is new is shown as a diff', async () => {
  await inFolder({ [a]: '1\n2\n3\n' }, async (root) => {
    const planned = await plan(root, [generated(a, '1\ntwo\n3\n'), generated('generated/n.js', 'new\n')]);
    expect(await unifiedDiff(planned.value)).toBe(
      '--- a/generated/a.js\n+++ b/generated/a.js\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n--- /dev/null\n+++ b/generated/n.js\n@@ -0,0 +1,1 @@\n+new\n',
    );
  });
});

test('paths that leave the project, clash or are not plain are refused', async () => {
  const paths = ['../out.js', '/etc/x', 'generated/../../x', 'a\\b', 'c:x', 'x/./y', 'x\n', '.git/hooks/x', `${'n'.repeat(300)}.js`, manifestPath, 'generated/Order.js', 'generated/order.js'];
  await inFolder({}, async (root) => {
    const planned = await plan(root, paths.map((path) => generated(path, '')));
    expect(planned.diagnostics.map(({ code, message }) => `${code} ${message.replace(/n{300}/u, 'n..')}`)).toEqual([
      'PGC400 ../out.js leads out of the project',
      'PGC400 /etc/x leads out of the project',
      'PGC400 generated/../../x leads out of the project',
      'PGC400 a\\b has a character that not every file system takes',
      'PGC400 c:x has a character that not every file system takes',
      'PGC400 x/./y is not a plain path',
      'PGC400 x\n has a character that not every file system takes',
      'PGC400 .git/hooks/x is in the folder of git',
      'PGC400 n...js has a name of more than 255 bytes',
      'PGC400 generated/.pgcog.json is kept for the list of generated files',
      'PGC402 generated/order.js and generated/Order.js differ in case only',
    ]);
  });
});

test('links that leave the project are refused, those inside are followed', async () => {
  await inFolder({ 'project/real/a.js': 'old\n', 'out/a.js': 'out\n' }, async (outer) => {
    const root = join(outer, 'project');
    await symlink('../out', join(root, 'generated'));
    await symlink('real', join(root, 'inside'));
    await symlink('nowhere', join(root, 'broken'));
    await symlink('../out/a.js', join(root, 'file.js'));
    const paths = ['generated/a.js', 'inside/a.js', 'broken/a.js', 'file.js'];
    const planned = await plan(root, paths.map((path) => generated(path, 'old\n')));
    expect(planned.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'PGC401 generated/a.js is behind a link that leaves the project',
      'PGC401 broken/a.js is behind a link that leads nowhere',
      'PGC401 file.js is behind a link that leaves the project',
    ]);
    expect(planned.value.files).toEqual([{ path: 'inside/a.js', owner: 'generated', state: 'unchanged', before: 'old\n', after: 'old\n' }]);
  });
});

test('a file in the place of a folder is said once', async () => {
  await inFolder({ generated: '' }, async (root) => {
    const planned = await plan(root, [generated('generated/a.js', ''), generated('generated/resolvers/b.js', '')]);
    expect(planned.diagnostics.map(({ message }) => message)).toEqual(['generated/a.js cannot be made: generated is a file']);
  });
});

test('what stands in the way is said, and a user\'s file outside generated/ is not overwritten', async () => {
  await inFolder({ 'src/a.ts': 'mine\n', file: '' }, async (root) => {
    await mkdir(join(root, 'generated/a.js'), { recursive: true });
    const planned = await plan(root, [generated(a, ''), generated('file/x.js', ''), generated('src/a.ts', 'ours\n')]);
    expect(printed(planned)).toBe(`file/x.js:1:1 error PGC404: file/x.js cannot be made: file is a file
  = help: move that file

generated/a.js:1:1 error PGC404: generated/a.js is a folder
  = help: move it

src/a.ts:1:1 error PGC404: src/a.ts is there already and was not generated
  = help: move it
`);
  });
});

test('a list of generated files that is broken deletes nothing; one from a merge is read', async () => {
  const texts = ['{', 'null', '{"v":1,"files":{"../x":"1"}}', '{"v":2,"files":{}}', '[]'];
  for (const text of texts) {
    await inFolder({ [manifestPath]: text, [a]: 'a\n' }, async (root) => {
      const planned = await plan(root, []);
      expect(planned.diagnostics.map(({ code, severity }) => `${code} ${severity}`)).toEqual(['PGC405 error']);
      expect(planned.value.files.map(({ state }) => state)).toEqual(['changed']);
    });
  }
  const lines = (hash: string): string => `    "${a}": "${hash}"\n`;
  const merge = `{\n  "v": 1,\n  "files": {\n<<<<<<< ours\n${lines(hashText('x'))}=======\n${lines(hashText('a\n'))}>>>>>>> theirs\n  }\n}\n`;
  await inFolder({ [manifestPath]: merge, [a]: 'a\n' }, async (root) => {
    const planned = await plan(root, []);
    expect([planned.diagnostics, planned.value.files[0]?.state]).toEqual([[], 'deleted']);
  });
});

test('two changes of one path are our own mistake', async () => {
  await inFolder({}, async (root) => {
    await expect(plan(root, [generated(a, '1'), generated(a, '2')])).rejects.toThrow('changes: generated/a.js is wanted twice');
  });
});

test('a file may change the case of its name', async () => {
  await inFolder({ 'generated/Order.js': 'x\n', [manifestPath]: manifestText({ 'generated/Order.js': hashText('x\n') }) }, async (root) => {
    const planned = await plan(root, [generated('generated/order.js', 'x\n')]);
    expect(planned.diagnostics).toEqual([]);
    expect(await applyChanges(root, planned.value)).toEqual([]);
    expect(Object.keys(await textsOf(root))).toEqual([manifestPath, 'generated/order.js']);
  });
});
