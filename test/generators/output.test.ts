import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, removeProject, run, sharedServer } from '../support/project.js';
import { runIn, shop, testIo } from './support.js';

const server = sharedServer();
afterAll(() => server.stop());

let root: string;
beforeEach(() => (root = makeProject(shop)));
afterEach(() => removeProject(root));

const put = (path: string, text: string): void => writeFileSync(join(root, path), text);
const escape = '\u001b[';

interface JsonReport {
  readonly ok: boolean;
  readonly files: readonly { readonly path: string; readonly state: string }[];
  readonly diagnostics: readonly Readonly<Record<string, unknown>>[];
}

describe('--json', () => {
  it('prints mistakes as one object of a fixed shape, and nothing beside it', async () => {
    put('resolvers.yaml', 'version: 1\nresolvers:\n  Query.twice: { sql: "select 1 as \\"😀\\", nope from orders limit 1" }\n');
    const { status, stdout, stderr } = await run(root, ['generate', '--json'], server.start);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1, ok: false, upToDate: false, files: [], notes: [],
      diagnostics: [{
        code: 'PGC201', severity: 'error', message: 'column "nope" does not exist', hint: 'orders has the columns id, status', related: [],
        span: { file: 'resolvers.yaml', start: 65, end: 69 }, line: 3, column: 43,
      }],
    });
  });

  it('has the places of what belongs to a mistake', async () => {
    put('tenant_template/020_orders.sql', 'create table orders (id int);\n');
    const { diagnostics } = JSON.parse((await run(root, ['generate', '--json'], server.start)).stdout) as JsonReport;
    expect(diagnostics).toMatchObject([{ code: 'PGC152', line: 1, column: 14, related: [{ message: 'first defined here', line: 1, column: 14, span: { file: 'tenant_template/010_orders.sql' } }] }]);
  });

  it('says null for the place of what has none', async () => {
    const { diagnostics } = JSON.parse((await run(root, ['generate', '--json', '--cwd', 'nowhere'], server.start)).stdout) as JsonReport;
    expect(diagnostics).toMatchObject([{ code: 'PGC005', span: null, line: null, column: null }]);
  });

  it('lists what was written', async () => {
    const first = JSON.parse((await run(root, ['generate', '--json'], server.start)).stdout) as JsonReport;
    expect(first).toMatchObject({ schemaVersion: 1, ok: true, upToDate: false, diagnostics: [] });
    expect(first.files).toContainEqual({ path: 'generated/schema.graphql', state: 'created' });
    const again = JSON.parse((await run(root, ['generate', '--json'], server.start)).stdout) as JsonReport;
    expect(again).toMatchObject({ ok: true, upToDate: true });
    expect(new Set(again.files.map(({ state }) => state))).toEqual(new Set(['unchanged']));
  });

  it('with --check is not ok where something is stale, and shows no diff', async () => {
    const { status, stdout } = await run(root, ['generate', '--json', '--check'], server.start);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, upToDate: false, diagnostics: [] });
  });
});

describe('--quiet', () => {
  it('says nothing where all is well', async () => {
    expect(await run(root, ['generate', '--quiet'], server.start)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('says warnings and errors, and no infos', async () => {
    put('tenant_template/020_query.sql', 'create table query (id uuid primary key);\ncreate table hidden (id uuid primary key);\ngrant select on query to tenant_users;\n');
    const loud = await run(root, ['generate', '--dry-run'], server.start);
    const quiet = await run(root, ['generate', '--quiet'], server.start);
    expect([loud.stderr.includes(' info PGC307'), quiet.stderr.includes(' info ')]).toEqual([true, false]);
    expect(quiet.stderr).toContain('warning PGC159: table hidden');
    put('tenant_template/020_query.sql', 'create table broken (id nosuchtype);\n');
    const failed = await run(root, ['generate', '--quiet'], server.start);
    expect(failed.stderr).toContain('error PGC151: type "nosuchtype" does not exist');
    expect(failed.stderr).toContain('1 error; nothing was written\n');
  });
});

describe('beside an error', () => {
  it('nothing is said that keeps the eye from it', async () => {
    put('tenant_template/020_more.sql', `create table query (id uuid primary key);\ngrant select on query to tenant_users;\ncreate table ungranted (id uuid primary key);
create function slow() returns int language sql as 'select 1';\n`);
    expect((await run(root, ['generate', '--dry-run'], server.start)).stderr).toMatch(/PGC159[^]*PGC166|PGC166[^]*PGC159/);
    put('resolvers.yaml', 'version: 1\nresolvers:\n  Query.broken: { sql: select nope from orders limit 1 }\n');
    const { stderr } = await run(root, ['generate'], server.start);
    expect(stderr.match(/PGC\d+/g)).toEqual(['PGC201']);
  });
});

describe('colour', () => {
  const said = async (env: Readonly<Record<string, string>>, terminal: boolean): Promise<string> => {
    const io = testIo(root, env, terminal);
    expect(await runIn(io, ['generate', '--quiet', '--cwd', 'nowhere'], server.start)).toBe(1);
    return io.err();
  };

  it.each([
    ['no terminal', {}, false, false],
    ['a terminal', {}, true, true],
    ['FORCE_COLOR and no terminal', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false, false],
    ['NO_COLOR on a terminal', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR on a terminal', { NO_COLOR: '' }, true, true],
    ['NO_COLOR against FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ])('%s', async (_, env, terminal, coloured) => {
    expect((await said(env, terminal)).includes(escape)).toBe(coloured);
  });

  it('changes no letter', async () => {
    const plain = (await said({}, false));
    expect((await said({ FORCE_COLOR: '1' }, false)).replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});

describe('names of the user', () => {
  it('cannot send commands to the terminal', async () => {
    put('tenant_template/020_bad.sql', 'create table "\u001b]0;owned\u0007\u202e" (id "\u001b[2J");\n');
    const { stderr } = await run(root, ['generate'], server.start);
    expect(stderr).toContain('PGC151');
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
