import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../generators/main.js';
import { watchInputs } from '../../generators/watch-inputs.js';
import { filesOf, makeProject, removeProject } from '../support/project.js';
import { shop, testIo } from './support.js';

const patience = 60_000;
let root: string;
beforeEach(() => (root = makeProject(shop)));
afterEach(() => removeProject(root));

const put = (path: string, text: string): void => writeFileSync(join(root, path), text);

async function until(what: () => boolean, say: () => string): Promise<void> {
  const end = Date.now() + patience;
  while (!what()) {
    if (Date.now() > end) throw new Error(say());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Time of last change and file number: both stay where a file is left alone. */
function stamps(): Map<string, string> {
  return new Map([...filesOf(join(root, 'generated')).keys()].map((path) => {
    const { mtimeMs, ino } = statSync(join(root, 'generated', path));
    return [path, `${mtimeMs} ${ino}`];
  }));
}

describe('--watch', () => {
  it('generates at every change, survives mistakes, and rewrites only what changed', { timeout: 4 * patience }, async () => {
    const io = testIo(root);
    const ended = main(['generate', '--watch'], io);
    const idle = (): boolean => io.err().endsWith('watching for changes\n');
    const says = (text: string): Promise<void> => until(() => io.err().includes(text) && idle(), () => io.err());
    await says('created');
    expect(filesOf(root).has('generated/schema.graphql')).toBe(true);
    const first = stamps();

    put('resolvers.yaml', 'version: 1\ncruds: {}\n');
    await says('resolvers.yaml:2:1 error PGC042: unknown key "cruds"\n');
    expect(stamps()).toEqual(first);

    put('tenant_template/020_note.sql', 'alter table orders add column note nosuchtype;\n');
    await says('tenant_template/020_note.sql:1:36 error PGC151');
    expect(stamps()).toEqual(first);

    rmSync(join(root, 'tenant_template/020_note.sql'));
    put('resolvers.yaml', 'version: 1\ncrud: { orders: [get] }\n');
    await says(' 1 deleted');
    const last = stamps();
    expect(last.has('resolvers/Query.listOrders.js')).toBe(false);
    expect(last.get('resolvers/Query.getOrder.js')).toBe(first.get('resolvers/Query.getOrder.js'));
    expect(last.get('schema.graphql')).not.toBe(first.get('schema.graphql'));

    mkdirSync(join(root, 'resolvers'));
    put('resolvers/Query.first.sql', 'select * from orders order by id limit 1');
    await until(() => filesOf(root).has('generated/resolvers/Query.first.js'), () => io.err());
    io.interrupt();
    expect(await ended).toBe(0);
    expect(io.out()).toBe('');
  });

  it('of a folder that is not there ends with 1', async () => {
    const io = testIo(root);
    expect(await main(['generate', '--watch', '--cwd', 'nowhere'], io)).toBe(1);
    expect(io.err()).toContain('error PGC005: there is no folder');
  });
});

describe('watched inputs', () => {
  it('are the template, shared, the spec and the settings, also where folders come and go', { timeout: 2 * patience }, async () => {
    const seen: number[] = [];
    const watcher = watchInputs({ root, configPath: './my.config.ts' }, () => seen.push(seen.length));
    /** Changes are told late, and some of them twice. */
    const told = async (change: () => void): Promise<boolean> => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      const before = seen.length;
      change();
      await new Promise((resolve) => setTimeout(resolve, 400));
      return seen.length > before;
    };
    const answers: Record<string, boolean> = {};
    answers['another file'] = await told(() => put('README.md', ''));
    answers['another folder'] = await told(() => mkdirSync(join(root, 'generated')));
    answers['a file in another folder'] = await told(() => put('generated/schema.graphql', ''));
    answers['template'] = await told(() => put('tenant_template/010_orders.sql', ''));
    answers['a folder in the template'] = await told(() => mkdirSync(join(root, 'tenant_template/more')));
    answers['a file in it'] = await told(() => put('tenant_template/more/a.sql', ''));
    const swap = (path: string, text: string): void => {
      put('swapped', text);
      renameSync(join(root, 'swapped'), join(root, path));
    };
    // As git and many editors do: another file in its place, and then it changes.
    answers['a file put in the place of another'] = await told(() => swap('tenant_template/010_orders.sql', 'x'));
    answers['and once more'] = await told(() => swap('tenant_template/010_orders.sql', 'y'));
    answers['and written to'] = await told(() => put('tenant_template/010_orders.sql', 'z'));
    answers['the folder in the template removed'] = await told(() => rmSync(join(root, 'tenant_template/more'), { recursive: true }));
    answers['made again with one in it'] = await told(() => mkdirSync(join(root, 'tenant_template/more/deep'), { recursive: true }));
    answers['a file in that'] = await told(() => put('tenant_template/more/deep/a.sql', ''));
    answers['put in its place'] = await told(() => swap('tenant_template/more/deep/a.sql', 'x'));
    answers['and written to there'] = await told(() => put('tenant_template/more/deep/a.sql', 'y'));
    answers['spec'] = await told(() => put('resolvers.yaml', ''));
    answers['settings'] = await told(() => put('pgcog.config.ts', ''));
    answers['settings by --config'] = await told(() => put('my.config.ts', ''));
    answers['a new folder shared'] = await told(() => mkdirSync(join(root, 'shared')));
    answers['a file in shared'] = await told(() => put('shared/a.sql', ''));
    answers['shared moved away'] = await told(() => renameSync(join(root, 'shared'), join(root, 'was_shared')));
    answers['shared moved back'] = await told(() => renameSync(join(root, 'was_shared'), join(root, 'shared')));
    answers['a file in shared again'] = await told(() => put('shared/b.sql', 'x'));
    answers['shared removed'] = await told(() => rmSync(join(root, 'shared'), { recursive: true }));
    watcher.close();
    answers['after the end'] = await told(() => put('resolvers.yaml', 'x'));
    expect(Object.entries(answers).filter(([, answer]) => !answer).map(([what]) => what)).toEqual(['another file', 'another folder', 'a file in another folder', 'after the end']);
  });
});
