import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../generators/io.js';
import { main } from '../../generators/pgcog/main.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { openLocalDatabase, pgcog, removeProject, shopProject, type Ran } from './support.js';

const config = `export default { roles: { users: {}, admins: { inherits: ['users'] }, billing: {} }, environments: { local: { protect: true } } };`;
let root = '';
let local: Awaited<ReturnType<typeof openLocalDatabase>>;
const run = (...args: readonly string[]): Promise<Ran> => pgcog(root, args);

beforeAll(() => void (root = shopProject(config)));
afterAll(async () => {
  await local.close();
  removeProject(root);
});

describe('nothing is made', () => {
  it.each([
    [['tenant', 'list'], 'error PGC611:'], [['tenant', 'create', 'acme', '--confirm-env', 'local'], 'error PGC611:'],
    [['control', 'up'], 'error PGC606: this needs a confirmation: Type local to write to the environment local\n  = help: add --confirm-env local', 2],
    [['control', 'up', '--confirm-env', 'local', '--admin', 'nobody'], 'error PGC615: nobody is no e-mail address', 2],
    [['tenant', 'list', '--cwd', 'nowhere'], 'error PGC005:'], [['tenant', 'list', '-c', 'none.ts'], 'error PGC011:'],
    [['tenant', 'list', '--env', '__proto__'], 'error PGC600: there is no environment __proto__\n  = help: environments of pgcog.config.ts: local'],
    [['tenant', 'create', '--confirm-env', 'local'], 'error PGC619: one tenant by its name, or many by --file', 2],
  ] as const)('by %j', async (args, message, exit: 1 | 2 = 1) => {
    const { status, out, err } = await run(...args);
    expect([status, out, err]).toEqual([exit, '', expect.stringContaining(message)]);
    expect(existsSync(join(root, '.pgcog'))).toBe(false);
  });
});

describe('a protected environment', () => {
  it('is written to when its name is said', async () => {
    expect((await run('control', 'up', '--confirm-env', 'local')).status).toBe(0);
    local = await openLocalDatabase(root);
    expect((await pgcog(root, ['tenant', 'create', 'acme'], { answers: ['local'] })).status).toBe(0);
  });

  it('is read as any other', async () => {
    expect((await run('tenant', 'list')).status).toBe(0);
  });

  it('asks for both where something is destroyed', async () => {
    const asked: string[] = [];
    expect((await pgcog(root, ['tenant', 'drop', 'acme'], { answers: ['local', 'acm'], asked })).status).toBe(1);
    expect(asked).toEqual(['Type local to write to the environment local', 'Type acme to drop the tenant acme with all its data and members']);
    expect((await run('tenant', 'list')).out).toContain('acme');
  });
});

describe('what is printed', () => {
  it('is nothing but errors and what was asked for with --quiet', async () => {
    expect(await run('tenant', 'create', 'globex', '--confirm-env', 'local', '--quiet')).toMatchObject({ status: 0, out: '', err: '' });
    expect(await run('tenant', 'list', '--quiet')).toMatchObject({ out: expect.stringContaining('globex'), err: '' });
    expect(await run('tenant', 'suspend', 'globx', '--confirm-env', 'local', '--quiet')).toMatchObject({ status: 1, err: expect.stringContaining('PGC612') });
  });

  it('is one object with --json, refusals too', async () => {
    expect(await run('tenant', 'suspend', 'globx', '--json')).toMatchObject({ status: 2, err: '', json: { ok: false, environment: 'local', errors: [{ code: 'PGC606', hint: 'add --confirm-env local' }] } });
  });

  it('is a bar on a terminal, which is gone in the end', async () => {
    let err = '';
    const io: Io = {
      cwd: root, env: { ...process.env, NO_COLOR: '1' }, signal: new AbortController().signal,
      stdout: { write: () => undefined }, stderr: { write: (text) => (err += text), isTTY: true },
    };
    expect(await main(['grant', '--all-tenants', 'grant select on private_notes to tenant_admins', '--confirm-env', 'local'], io)).toBe(0);
    expect(err).toContain('\r\u001b[K[........................] acme\r\u001b[K[############............] globex\r\u001b[Kgrant 1: 2 tenants have it now');
  });

  it('sends the terminal no commands', async () => {
    await local.client.query(`update cognition.tenants set displayname = e'\\u001b[31mAcme' where name = 'acme'`);
    const { out } = await run('tenant', 'list');
    expect(out).toContain('␛[31mAcme');
    expect(out).not.toContain('\u001b');
    expect((await run('user', 'suspend', '\u001b[31m@x.test', '--confirm-env', 'local')).err).not.toContain('\u001b');
  });
});

describe('--database-url', () => {
  it('connects there, as the owner of the database', async () => {
    const { password } = JSON.parse(createSecretStore({ region: 'eu-central-1', account: '000000000000', file: join(root, '.pgcog/local/secrets.json') }).getSecretValue({ SecretId: 'pgcog/local/services/owner' }).SecretString ?? '') as { password: string };
    const url = `postgres:///pgcog?host=${encodeURIComponent(local.client.host)}&user=pgcog_master&password=`;
    const { status, out, err } = await run('tenant', 'list', '--database-url', `${url}${password}`);
    expect([status, err]).toEqual([0, `local: PostgreSQL at ${local.client.host}/pgcog\n`]);
    expect(out).toContain('globex');
    const wrong = await run('tenant', 'list', '--database-url', `${url}a-guess`);
    expect([wrong.status, wrong.err]).toEqual([1, expect.stringContaining('error PGC607: the server at')]);
    expect(wrong.err).not.toContain('a-guess');
    expect(await run('tenant', 'list', '--database-url', 'mysql://a:secret@b/c')).toMatchObject({ status: 2, err: expect.stringMatching(/^error: --database-url is not a URL of PostgreSQL: the form is [^]*$/) });
  });
});
