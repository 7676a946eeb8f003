import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from '../../src/postgres/start-server.js';
import { temporaryDirectory } from '../postgres/helpers.js';
import { filesOf, makeProject, removeProject, run, sharedServer } from '../support/project.js';
import { shop } from './support.js';

const server = sharedServer();
afterAll(() => server.stop());

let root: string;
beforeEach(() => (root = makeProject(shop)));
afterEach(() => removeProject(root));

/** What a failed run says; it must have written nothing. */
async function refusal(...args: readonly string[]): Promise<string> {
  const before = filesOf(root);
  const { status, stdout, stderr } = await run(root, ['generate', ...args], args.includes('--database-url') ? undefined : server.start);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(filesOf(root)).toEqual(before);
  return stderr.replaceAll(root, '<root>');
}

describe('a project folder', () => {
  it.each([[[]], [['--check']], [['--dry-run']], [['--dump', 'catalog']]])('that is not there: %j', async (more) => {
    expect(await refusal('--cwd', 'nowhere', ...more)).toBe(
      'error PGC005: there is no folder <root>/nowhere\n  = help: name the folder that holds tenant_template/: --cwd my-app\n\n1 error; nothing was written\n',
    );
  });

  it('that is a file', async () => {
    expect(await refusal('--cwd', 'resolvers.yaml')).toContain('error PGC005: <root>/resolvers.yaml is not a folder\n');
  });

  it('that is empty', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'pgcog-case-'));
    expect(await refusal('--cwd', empty)).toBe('error PGC168: the template defines nothing\n  = help: write CREATE TABLE statements into tenant_template/*.sql\n\n1 error; nothing was written\n');
    removeProject(empty);
  });

  it('that is inside a project', async () => {
    mkdirSync(join(root, 'some/where'), { recursive: true });
    expect(await refusal('--cwd', 'some/where')).toBe('error PGC005: <root>/some/where is inside the project <root>\n  = help: go there, or add --cwd <root>\n\n1 error; nothing was written\n');
  });

  it('may be behind a link', async () => {
    const outer = mkdtempSync(join(tmpdir(), 'pgcog-case-'));
    symlinkSync(root, join(outer, 'link'));
    expect((await run(outer, ['generate', '--cwd', 'link', '--dry-run'], server.start)).status).toBe(0);
    removeProject(outer);
  });
});

describe('a settings file', () => {
  it('that is not there', async () => {
    expect(await refusal('--config', 'my.config.ts')).toContain('error PGC011: there is no settings file my.config.ts\n');
  });

  it('that is a folder', async () => {
    mkdirSync(join(root, 'pgcog.config.ts'));
    expect(await refusal()).toContain('pgcog.config.ts:1:1 error PGC001: pgcog.config.ts is not a file\n');
  });

  it('may have an absolute path', async () => {
    const config = join(root, 'elsewhere.json');
    writeFileSync(config, '{ "engine": "vtl" }');
    expect((await run(root, ['generate', '--config', config], server.start)).status).toBe(0);
    expect([...filesOf(root).keys()]).toContain('generated/resolvers/Query.getOrder.req.vtl');
    writeFileSync(config, '{ "engine": "js" }');
    expect((await run(root, ['generate', '--config', config], server.start)).stderr).toContain('created');
    expect([...filesOf(root).keys()]).toContain('generated/resolvers/Query.getOrder.js');
  });
});

describe('sources', () => {
  it('behind a link that leaves the project', async () => {
    symlinkSync('/etc/passwd', join(root, 'tenant_template', '020_secret.sql'));
    const said = await refusal();
    expect(said).toBe(
      'tenant_template/020_secret.sql:1:1 error PGC004: tenant_template/020_secret.sql is a link to a file outside the project\n  = help: copy the file into the project\n\n1 error; nothing was written\n',
    );
  });

  it('behind a link that leads nowhere', async () => {
    symlinkSync('gone.sql', join(root, 'tenant_template', '020_gone.sql'));
    expect(await refusal()).toContain('error PGC001: tenant_template/020_gone.sql is a link that leads nowhere\n');
  });

  it('of 20 MB', async () => {
    writeFileSync(join(root, 'tenant_template', '020_data.sql'), `-- ${'x'.repeat(20_000_000)}\n`);
    expect(await refusal()).toContain('error PGC003: tenant_template/020_data.sql has 20 MiB; more than 16 MiB are not read\n');
  });
});

describe('a target that cannot be written', () => {
  it('since generated is a file', async () => {
    writeFileSync(join(root, 'generated'), 'mine');
    expect(await refusal()).toBe(
      'generated/access.md:1:1 error PGC404: generated/access.md cannot be made: generated is a file\n  = help: move that file\n\n1 error; nothing was written\n',
    );
  });

  it('since a folder has its name', async () => {
    mkdirSync(join(root, 'generated', 'types.ts', 'x'), { recursive: true });
    expect(await refusal()).toContain('generated/types.ts:1:1 error PGC404: generated/types.ts is a folder\n  = help: move it\n');
  });

  it('since a link leads out of the project', async () => {
    symlinkSync(tmpdir(), join(root, 'generated'));
    const said = await run(root, ['generate'], server.start);
    expect(said.status).toBe(1);
    expect(said.stderr).toContain('error PGC401: generated/access.md is behind a link that leaves the project\n');
  });

  it('only keeps the record of the run from being left, where it is that', async () => {
    writeFileSync(join(root, '.pgcog'), 'mine');
    expect((await run(root, ['generate'], server.start)).status).toBe(0);
    expect((await run(root, ['generate'], server.start)).stderr).toContain('generated/ is up to date');
  });
});

describe('--database-url', () => {
  const form = '  = help: the form is postgres://user:password@host:5432/database\n\n1 error; nothing was written\n';

  it('of no server', async () => {
    const said = await refusal('--database-url', 'postgres://ann:s3cret@127.0.0.1:1/app');
    expect(said).toMatch(/^error PGC192: the server at 127\.0\.0\.1:1 does not let us in: .*ECONNREFUSED.*\n/);
    expect(said).toContain(form);
    expect(said).not.toContain('s3cret');
  });

  it('that is none', async () => {
    const { status, stdout, stderr } = await run(root, ['generate', '--database-url', 'mysql://localhost/app']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('error: --database-url is not a URL of PostgreSQL: the form is postgres://user:password@host:5432/database\n(pgcog-gen generate --help shows what it takes)\n');
  });

  it('of a server that says it is version 16', async () => {
    const theirs = await startServer({ version: 17, cacheDir: join(temporaryDirectory(), 'cache') });
    try {
      const control = await theirs.connect('postgres');
      await control.query('create database old');
      const old = await theirs.connect('old');
      await old.query(`alter function pg_catalog.current_setting(text) rename to true_setting;
        create function pg_catalog.current_setting(text) returns text language sql return '160009'`);
      const said = await refusal('--database-url', `postgresql:///old?host=${encodeURIComponent(control.host)}&user=postgres`);
      expect(said).toMatch(/^error PGC193: the server at .* runs PostgreSQL 16\n {2}= help: use a server of version 17 or 18, or none: one comes with pg-cognition\n/);
    } finally {
      await theirs.stop();
    }
  });

  it('is said beside the mistakes in the files', async () => {
    writeFileSync(join(root, 'resolvers.yaml'), 'version: 1\ncruds: {}\n');
    const said = await refusal('--database-url', 'postgres://ann@127.0.0.1:1/app');
    expect(said).toContain('error PGC192');
    expect(said).toContain('resolvers.yaml:2:1 error PGC042: unknown key "cruds"\n');
  });
});
