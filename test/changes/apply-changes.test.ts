import { chmod, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { applyChanges } from '../../src/changes/apply-changes.js';
import type { FileOperations } from '../../src/changes/file-operations.js';
import { fileOperations } from '../../src/changes/file-operations.js';
import { hashText, manifestPath, manifestText } from '../../src/changes/file-manifest.js';
import type { FileChange } from '../../src/changes/types.js';
import { generated, inFolder, plan, printed, seeded, textsOf, treeOf } from './support.js';

/** Operations of which the `failing`th fails; with `partly`, after it has done half of its work. */
function failingAt(failing: number, partly: boolean): FileOperations & { readonly calls: () => number } {
  let calls = 0;
  let broken = false;
  const wrap = <A extends readonly unknown[]>(operation: (...args: A) => Promise<void>, half: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      calls += 1;
      if (broken || calls !== failing) return operation(...args);
      broken = true;
      if (partly) await half(...args);
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
  const nothing = async (): Promise<void> => undefined;
  return {
    makeFolder: wrap(fileOperations.makeFolder, nothing),
    removeFolder: wrap(fileOperations.removeFolder, nothing),
    writeNew: wrap(fileOperations.writeNew, (path, text, mode) => fileOperations.writeNew(path, text.slice(0, text.length / 2), mode)),
    keep: wrap(fileOperations.keep, fileOperations.keep),
    move: wrap(fileOperations.move, nothing),
    remove: wrap(fileOperations.remove, nothing),
    calls: () => calls,
  };
}

const path = fc.stringMatching(/^(?:[a-c]\/){0,2}[d-f]$/u).map((name) => `generated/${name}`);
const texts = fc.dictionary(path, fc.constantFrom('', 'x\n', 'y\n', 'é😀\n'), { maxKeys: 6 });

function changesOf(wanted: Readonly<Record<string, string>>): FileChange[] {
  return Object.entries(wanted).map(([name, text], index) => (index % 3 === 2 ? seeded(name, text) : generated(name, text)));
}

test('a failure at any step leaves the tree as it was; without one it is as wanted', async () => {
  await fc.assert(
    fc.asyncProperty(texts, texts, fc.boolean(), async (before, wanted, partly) => {
      await inFolder({}, async (root) => {
        expect(await applyChanges(root, (await plan(root, changesOf(before))).value)).toEqual([]);
        const tree = await treeOf(root);
        const { value } = await plan(root, changesOf(wanted));
        let failing = 1;
        for (let done = false; !done; failing += 1) {
          const operations = failingAt(failing, partly);
          const diagnostics = await applyChanges(root, value, operations);
          done = diagnostics.length === 0;
          if (!done) {
            expect(diagnostics.map(({ code }) => code)).toEqual(['PGC406']);
            expect(await treeOf(root)).toEqual(tree);
          }
        }
        const result = await textsOf(root);
        expect(Object.keys(result).filter((name) => name.includes('.pgcog-'))).toEqual([]);
        for (const [name, text] of Object.entries(wanted)) if (!(name in before)) expect(result[name]).toBe(text);
        const again = await plan(root, changesOf(wanted));
        expect(again.value.files.filter(({ state }) => !['unchanged', 'kept'].includes(state))).toEqual([]);
      });
    }),
    { numRuns: 40 },
  );
});

test('every step was tried', async () => {
  await inFolder({ 'generated/a': '1\n', 'generated/b': '2\n', [manifestPath]: manifestText({ 'generated/b': hashText('2\n') }) }, async (root) => {
    const { value } = await plan(root, [generated('generated/a', 'one\n'), generated('generated/c/d', 'new\n')]);
    const operations = failingAt(0, false);
    expect(await applyChanges(root, value, operations)).toEqual([]);
    // One folder, three new texts, two kept, four moves, three leftovers.
    expect(operations.calls()).toBe(13);
    expect(Object.keys(await textsOf(root))).toEqual([manifestPath, 'generated/a', 'generated/c/d']);
  });
});

test('what failed is said, once', async () => {
  await inFolder({}, async (root) => {
    const { value } = await plan(root, [generated('generated/a', 'one\n')]);
    const diagnostics = await applyChanges(root, value, failingAt(2, false));
    expect(printed({ diagnostics })).toBe(
      'generated/a:1:1 error PGC406: generated/a cannot be written (ENOSPC); nothing was changed\n' +
        '  = help: check the permissions and space of its folder\n',
    );
  });
});

test('where nothing can be written, nothing is to be taken back', async () => {
  await inFolder({}, async (root) => {
    const { value } = await plan(root, [generated('generated/a', 'one\n')]);
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('read only'), { code: 'EROFS' }));
    expect(await applyChanges(root, value, { ...fileOperations, writeNew: refuse, remove: refuse })).toMatchObject([{ code: 'PGC406', message: 'generated/a cannot be written (EROFS); nothing was changed' }]);
  });
});

test('what could not be taken back is said too', async () => {
  await inFolder({ 'generated/a': '1\n', [manifestPath]: manifestText({}) }, async (root) => {
    const { value } = await plan(root, [generated('generated/a', 'one\n')]);
    let moves = 0;
    const refuse = async (from: string, to: string): Promise<void> => {
      moves += 1;
      if (moves > 1) throw Object.assign(new Error('refused'), { code: 'EIO' });
      await fileOperations.move(from, to);
    };
    const [said] = await applyChanges(root, value, { ...fileOperations, move: refuse });
    expect([said?.code, said?.message]).toEqual(['PGC407', 'generated/.pgcog.json cannot be written (EIO), and what was done could not be taken back (EIO)']);
  });
});

test('permissions stay, links inside the project stay links', async () => {
  await inFolder({ 'generated/a': '1\n', 'real/b': '2\n' }, async (root) => {
    await chmod(join(root, 'generated/a'), 0o755);
    await symlink('../real/b', join(root, 'generated/b'));
    const { value } = await plan(root, [generated('generated/a', 'one\n'), generated('generated/b', 'two\n')]);
    expect(await applyChanges(root, value)).toEqual([]);
    expect((await stat(join(root, 'generated/a'))).mode & 0o777).toBe(0o755);
    expect((await textsOf(root))['real/b']).toBe('two\n');
  });
});

test('a link that came after planning is not followed out', async () => {
  await inFolder({ 'out/keep': 'keep\n', 'project/x': '' }, async (outer) => {
    const root = join(outer, 'project');
    const { value } = await plan(root, [generated('generated/keep', 'mine\n')]);
    await symlink('../out', join(root, 'generated'));
    expect((await applyChanges(root, value)).map(({ code }) => code)).toEqual(['PGC406']);
    expect((await textsOf(outer))['out/keep']).toBe('keep\n');
  });
});
