import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOf, makeProject, removeProject, run, sharedServer, type Outcome } from '../support/project.js';
import { shop } from './support.js';

const server = sharedServer();
afterAll(() => server.stop());

let root: string;
beforeEach(() => (root = makeProject(shop)));
afterEach(() => removeProject(root));

const generate = (...args: readonly string[]): Promise<Outcome> => run(root, ['generate', ...args], server.start);
const put = (path: string, text: string): void => writeFileSync(join(root, path), text);
const schema = (): string => filesOf(root).get('generated/schema.graphql') ?? '';

describe('--check', () => {
  it('ends with 0 and no word on standard output where all is current', async () => {
    await generate();
    expect(await generate('--check')).toEqual({ status: 0, stdout: '', stderr: expect.stringMatching(/^generated\/ is up to date \(\d+ files\)\n$/) });
  });

  it('ends with 1 and a unified diff where a file was edited', async () => {
    await generate();
    const right = schema();
    put('generated/schema.graphql', right.replace('type Query', 'type Edited'));
    const before = filesOf(root);
    const { status, stdout, stderr } = await generate('--check');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^--- a\/generated\/schema\.graphql\n\+\+\+ b\/generated\/schema\.graphql\n@@ /m);
    expect(stdout).toContain('-type Edited');
    expect(stdout).toContain('+type Query');
    expect(stderr).toBe(`1 file to be changed (of ${before.size - 3}); nothing was written, pgcog-gen generate brings it in line\n`);
    expect(filesOf(root)).toEqual(before);
  });

  it('ends with 1 where the SQL went on', async () => {
    await generate();
    put('tenant_template/020_note.sql', "alter table orders add column note text;\n");
    const { status, stdout } = await generate('--check');
    expect(status).toBe(1);
    expect(stdout).toContain('+  note: String\n');
  });

  it('shows files to come and files to go', async () => {
    await generate();
    rmSync(join(root, 'generated/types.ts'));
    put('resolvers.yaml', 'version: 1\ncrud: { orders: [get] }\n');
    const { stdout, stderr } = await generate('--check');
    expect(stdout).toContain('--- /dev/null\n+++ b/generated/types.ts\n');
    expect(stdout).toContain('--- a/generated/resolvers/Query.listOrders.js\n+++ /dev/null\n');
    expect(stderr).toMatch(/^1 file to be created, \d+ changed, 1 deleted \(of \d+\); nothing was written, /);
  });

  it('ends with 1 and the mistakes where there are any', async () => {
    await generate();
    put('resolvers.yaml', 'version: 1\ncruds: {}\n');
    const { status, stdout, stderr } = await generate('--check');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error PGC042');
  });
});

describe('--dry-run', () => {
  it('shows what would be written, ends with 0, and writes nothing', async () => {
    const before = filesOf(root);
    const { status, stdout, stderr } = await generate('--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('--- /dev/null\n+++ b/generated/schema.graphql\n');
    expect(stderr).toMatch(/^\d+ files to be created \(of \d+\); nothing was written\n$/);
    expect(filesOf(root)).toEqual(before);
  });
});

describe('--dump', () => {
  it('prints what a stage hands on, and writes nothing', async () => {
    const before = filesOf(root);
    const { status, stdout, stderr } = await generate('--dump', 'catalog');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'catalog', templateSchema: 'tenant_template' });
    expect(filesOf(root)).toEqual(before);
  });

  it.each(['source', 'config', 'names', 'statements', 'graphql', 'resolvers'])('%s is JSON too', async (stage) => {
    const { status, stdout } = await generate('--dump', stage);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).not.toBeNull();
  });

  it('prints the stages before a mistake, and the mistake', async () => {
    put('resolvers.yaml', 'version: 1\nresolvers:\n  Query.broken: { sql: select nope from orders limit 1 }\n');
    const before = await generate('--dump', 'names');
    expect([before.status, (JSON.parse(before.stdout) as { kind: string }).kind]).toEqual([1, 'names']);
    expect(before.stderr).toContain('error PGC201');
    expect(await generate('--dump', 'graphql')).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('a run after a run', () => {
  it('starts nothing where nothing changed', async () => {
    await generate();
    const { stderr, status } = await run(root, ['generate'], () => Promise.reject(new Error('a server was started')));
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^generated\/ is up to date/)]);
  });

  it('says its warnings again', async () => {
    put('tenant_template/020_hidden.sql', 'create table hidden (id uuid primary key);\n');
    const first = await generate();
    const second = await generate();
    expect(second.stderr).toContain('warning PGC159');
    expect(second.stderr.split('\n')[0]).toBe(first.stderr.split('\n')[0]);
  });

  it('runs again where a generated file was edited or deleted', async () => {
    await generate();
    const right = filesOf(root);
    put('generated/schema.graphql', 'mine');
    rmSync(join(root, 'generated/types.ts'));
    expect((await generate()).stderr).toMatch(/^(maxBatchSize.*\n)?1 file created, 1 changed/);
    expect(filesOf(root)).toEqual(right);
  });

  it('keeps nothing of a run with mistakes', async () => {
    await generate();
    const right = filesOf(root);
    put('resolvers.yaml', 'version: 1\ncruds: {}\n');
    expect((await generate()).status).toBe(1);
    put('resolvers.yaml', shop['resolvers.yaml']);
    expect((await generate()).stderr).toMatch(/^generated\/ is up to date/);
    expect(filesOf(root)).toEqual(right);
  });
});
