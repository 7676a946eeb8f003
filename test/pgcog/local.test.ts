import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalDatabase, pgcog, removeProject, shopProject, type Ran } from './support.js';

let root = '';
let local: Awaited<ReturnType<typeof openLocalDatabase>>;
const run = (...args: readonly string[]): Promise<Ran> => pgcog(root, args);

/** Of the secrets' file, as a local Secrets Manager keeps it. */
function secretOf(name: string): { readonly username: string; readonly password: string } {
  const { secrets } = JSON.parse(readFileSync(join(root, '.pgcog/local/secrets.json'), 'utf8')) as { secrets: readonly { name: string; versions: readonly { value: { SecretString: string } }[] }[] };
  return JSON.parse(secrets.find((one) => one.name === `pgcog/local/${name}`)?.versions.at(-1)?.value.SecretString ?? '{}') as { username: string; password: string };
}

async function login({ username, password }: { readonly username: string; readonly password: string }): Promise<Client> {
  const client = new Client({ host: local.client.host, port: local.client.port, user: username, password, database: 'pgcog', ssl: false });
  await client.connect();
  return client;
}

beforeAll(() => void (root = shopProject()));
afterAll(async () => {
  await local.close();
  removeProject(root);
});

describe('pgcog control', () => {
  it('says that there is none yet', async () => {
    const status = await run('control', 'status');
    expect([status.status, status.out]).toEqual([0, expect.stringMatching(/^WHAT {12}STATE\ncontrol schema {2}not installed\nto be done {6}install version \d+\n$/)]);
    // From here on the server stays: commands find it running.
    local = await openLocalDatabase(root);
    const list = await run('tenant', 'list');
    expect([list.status, list.err]).toEqual([1, expect.stringContaining('error PGC611: there is no control schema here\n  = help: pgcog control up --env local')]);
  });

  it('up installs all of it', async () => {
    const { status, err, out } = await run('control', 'up', '--admin', 'Me@x.test');
    expect([status, out]).toEqual([0, '']);
    expect(err).toMatch(/^local: PostgreSQL 17 in \.pgcog\/local\ncontrol schema: version \d+ installed\ntemplate: program [0-9a-f]{12} installed\npasswords set for cognition_hooks, cognition_worker, cognition_rotation\nme@x\.test is invited as application admin\nwaiting for a worker: 1 invited\n$/);
  });

  it('up again changes nothing, and says so', async () => {
    const log = async (): Promise<unknown> => (await local.client.query('select count(*) as n, max(id) as last from cognition.audit_log')).rows;
    const before = await log();
    const { status, json } = await run('control', 'up', '--admin', 'me@x.test', '--json');
    expect(status).toBe(0);
    expect(json).toMatchObject({ ok: true, changed: false, services: [], template: { changed: false }, admin: { invited: false } });
    expect((await run('control', 'up')).err).toContain('everything is up to date; nothing was changed');
    expect(await log()).toEqual(before);
  });

  it('keeps secrets for its owner alone, out of git, and they are the passwords', async () => {
    expect(statSync(join(root, '.pgcog/local/secrets.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, '.pgcog/.gitignore'), 'utf8')).toBe('*\n');
    for (const name of ['services/hooks', 'services/worker', 'services/rotation', 'services/owner']) {
      const client = await login(secretOf(name));
      expect((await client.query('select session_user::text as me, (select rolsuper from pg_roles where rolname = session_user) as super')).rows).toEqual([{ me: secretOf(name).username, super: false }]);
      await client.end();
    }
    await expect(login({ ...secretOf('services/hooks'), password: 'guess' })).rejects.toMatchObject({ code: '28P01' });
  });

  it('up sets the password anew where a secret was lost, or came before the password', async () => {
    const file = join(root, '.pgcog/local/secrets.json');
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { secrets: readonly { name: string }[] };
    writeFileSync(file, JSON.stringify({ ...kept, secrets: kept.secrets.filter(({ name }) => !name.endsWith('services/hooks')) }));
    expect((await run('control', 'up', '--json')).json).toMatchObject({ changed: true, services: ['cognition_hooks'] });
    await (await login(secretOf('services/hooks'))).end();
  });

  it('up applies settings that have changed', async () => {
    const settings = join(root, 'pgcog.config.ts');
    const text = readFileSync(settings, 'utf8');
    writeFileSync(settings, text.replace('billing: {}', 'billing: {}, support: {}').replace("limits:", "credentials: 'user', limits:"));
    expect((await run('control', 'status')).out).toContain('apply the settings');
    const { status, err } = await run('control', 'up');
    expect([status, err]).toEqual([0, expect.stringContaining('settings applied')]);
  });
});

it('a role that members have is not taken out of the settings', async () => {
  const settings = join(root, 'pgcog.config.ts');
  const text = readFileSync(settings, 'utf8');
  await run('tenant', 'create', 'helped');
  for (const name of ['bob', 'ann']) await run('user', 'invite', `${name}@x.test`, '--tenant', 'helped', '--role', 'support');
  writeFileSync(settings, text.replace(', support: {}', ''));
  const { status, err } = await run('control', 'up');
  expect([status, err]).toEqual([1, expect.stringContaining('error PGC615: there is no role support in the settings any more, and ann@x.test (helped) and 1 more have it\n  = help: give them another before: pgcog user role ann@x.test ROLE --tenant helped')]);
  writeFileSync(settings, text);
  await run('tenant', 'drop', 'helped', '--confirm', 'helped');
});

it('secrets that are cut off are told, and nothing of them', async () => {
  const file = join(root, '.pgcog/local/secrets.json');
  const kept = readFileSync(file, 'utf8');
  writeFileSync(file, kept.slice(0, 300));
  const { status, err } = await run('tenant', 'list');
  expect([status, err]).toEqual([1, expect.stringMatching(/error PGC608: \S+secrets\.json is not a file of secrets\n {2}= help: put a copy of it back, or move it away: [^\n]*\n\s*$/)]);
  writeFileSync(file, kept);
});

describe('pgcog tenant', () => {
  it('makes one, and many from a file', async () => {
    expect((await run('tenant', 'create', 'acme', 'Acme "Inc."')).err).toContain('tenant acme is made\n');
    writeFileSync(join(root, 'tenants.txt'), '# ours\nacme Acme\n\nglobex Globex & Söhne\ninitech\n');
    const many = await run('tenant', 'create', '--file', 'tenants.txt');
    expect(many.err).toContain('1/2 globex\n2/2 initech\n2 of 3 tenants made; the others were there\n');
    expect((await run('tenant', 'create', '--file', 'tenants.txt', '--json')).json).toMatchObject({ made: [], there: 3 });
  });

  it('lists them in aligned columns', async () => {
    expect((await run('tenant', 'list')).out).toBe(`NAME     DISPLAY NAME    STATUS  MEMBERS
acme     Acme "Inc."     active  0
globex   Globex & Söhne  active  0
initech  initech         active  0
`);
  });

  it('suspends, resumes and renames', async () => {
    expect((await run('tenant', 'suspend', 'acme', '--json')).json).toMatchObject({ tenant: { name: 'acme', status: 'suspended' } });
    expect((await run('tenant', 'resume', 'acme', '--json')).json).toMatchObject({ tenant: { status: 'active' } });
    expect((await run('tenant', 'rename', 'acme', 'Acme', '--json')).json).toMatchObject({ tenant: { name: 'acme', displayName: 'Acme' } });
    expect(await run('tenant', 'suspend', 'acm')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC612: there is no tenant acm; did you mean acme?') });
  });

  it.each([['pg_x', 'PGC615', 1], ['Acme', 'PGC615', 2], ['acme', 'PGC614', 1], ["a'; drop schema acme cascade; --", 'PGC615', 2], ['x'.repeat(57), 'PGC615', 2]])('refuses to make %j', async (name, code, exit) => {
    const { status, json } = await run('tenant', 'create', name, '--json');
    expect([status, json['ok'], json['errors']]).toEqual([exit, false, [expect.objectContaining({ code })]]);
  });

  it('says the rule for names, and which line breaks it before any tenant is made', async () => {
    const rule = '\n  = help: a-z, 0-9 and _, from a letter, at most 56 characters, none that is reserved; ';
    for (const name of ['Acme', 'pg_x']) expect((await run('tenant', 'create', name)).err).toContain(`error PGC615: a tenant cannot have this name: ${name}${rule}`);
    writeFileSync(join(root, 'wrong.txt'), '# ours\nfresh Fresh\n\nNot-Good Ours\n');
    expect((await run('tenant', 'create', '--file', 'wrong.txt')).err).toContain(`error PGC615: wrong.txt:4: a tenant cannot have this name: Not-Good${rule}`);
    expect(await run('tenant', 'create', 'bb', '')).toMatchObject({ status: 2, err: expect.stringContaining('error PGC615: the display name of bb has 0 characters') });
    expect(await run('tenant', 'rename', 'acme', 'x'.repeat(400))).toMatchObject({ status: 1, err: expect.stringContaining('error PGC615: a display name has 1 to 200 characters') });
    expect((await local.client.query("select from cognition.tenants where name in ('fresh', 'bb')")).rowCount).toBe(0);
  });

  it('drops one, when its name is said twice', async () => {
    for (const more of [[], ['--confirm', 'acme']]) {
      expect(await run('tenant', 'drop', 'initech', ...more)).toMatchObject({ status: 2, err: expect.stringContaining('error PGC606') });
    }
    expect((await local.client.query("select from pg_namespace where nspname = 'initech'")).rowCount).toBe(1);
    const asked: string[] = [];
    expect(await pgcog(root, ['tenant', 'drop', 'initech'], { answers: ['no'], asked })).toMatchObject({ status: 1, err: expect.stringContaining('error PGC606: no is not initech; nothing was done') });
    expect(asked).toEqual(['Type initech to drop the tenant initech with all its data and members']);
    expect(await pgcog(root, ['tenant', 'drop', 'initech'], { answers: [null] })).toMatchObject({ status: 1, err: expect.stringContaining('not confirmed; nothing was done') });
    expect((await local.client.query("select from pg_namespace where nspname = 'initech'")).rowCount).toBe(1);
    expect(await pgcog(root, ['tenant', 'drop', 'initech'], { answers: ['initech'] })).toMatchObject({ status: 0 });
    expect((await local.client.query("select from pg_roles where rolname ~ '^initech_'")).rowCount).toBe(0);
  });

  it('refuses a control schema of another version, and says what to do', async () => {
    const move = (by: number): Promise<unknown> => local.client.query(`update cognition.versions set version = version + ${by} where version = (select max(version) from cognition.versions)`);
    await move(1);
    expect(await run('tenant', 'list')).toMatchObject({ status: 1, err: expect.stringMatching(/error PGC611: the control schema is of version \d+, this tool knows \d+\n {2}= help: update pg-cognition/) });
    expect(await run('control', 'up')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC610') });
    await move(-1);
  });

  it('writes nothing where the template has mistakes', async () => {
    writeFileSync(join(root, 'tenant_template/999_wrong.sql'), 'create tabel oops ();\n');
    const { status, err } = await run('control', 'up');
    expect([status, err]).toEqual([1, expect.stringContaining('tenant_template/999_wrong.sql:1:8 error PGC100')]);
  });
});
