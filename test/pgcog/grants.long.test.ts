import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalDatabase, pgcog, removeProject, shopProject, type Ran } from './support.js';

let root = '';
let local: Awaited<ReturnType<typeof openLocalDatabase>>;
const run = (...args: readonly string[]): Promise<Ran> => pgcog(root, args);
const may = async (role: string, table: string): Promise<unknown> => (await local.client.query<{ may: boolean }>("select has_table_privilege($1, $2, 'select') as may", [role, table])).rows[0]?.may;

beforeAll(async () => {
  root = shopProject();
  await run('control', 'up');
  local = await openLocalDatabase(root);
  for (const name of ['acme', 'globex']) await run('tenant', 'create', name);
});
afterAll(async () => {
  await local.close();
  removeProject(root);
});

describe('pgcog grant', () => {
  const statement = 'grant select on private_notes to tenant_admins';

  it('gives one tenant something', async () => {
    expect((await run('grant', '--tenant', 'acme', statement)).err).toContain('grant 1: acme has it now\n');
    expect([await may('acme_admins', 'acme.private_notes'), await may('globex_admins', 'globex.private_notes'), await may('globex_admins', 'acme.private_notes')]).toEqual([true, false, false]);
  });

  it('gives all something, and those to come', async () => {
    const { err } = await run('grant', '--all-tenants', statement);
    expect(err).toContain('1/2 acme\n2/2 globex\ngrant 2: 2 tenants have it now, and those to come get it\n');
    await run('tenant', 'create', 'initech');
    expect([await may('globex_admins', 'globex.private_notes'), await may('initech_admins', 'initech.private_notes')]).toEqual([true, true]);
  });

  it('lists what was given', async () => {
    expect((await run('grant', 'list', '--json')).json).toMatchObject({ grants: [{ id: '1', tenant: 'acme', statement, waiting: [] }, { id: '2', tenant: null, statement, waiting: [] }] });
    expect((await run('grant', 'list')).out).toMatch(/^GRANT {2}TENANT {7}AT {24}WAITING {2}STATEMENT\n1 {6}acme {9}\d{4}-\S+ {2}0 {8}grant select on private_notes to tenant_admins\n/);
  });

  it.each([
    [['grant', 'lst'], 'error PGC619: lst is no statement; did you mean pgcog grant list?\n  = help: pgcog grant --tenant acme', 2],
    [['grant', statement], 'error PGC619: say --tenant NAME or --all-tenants', 2],
    [['grant', '--tenant', 'acme', '--all-tenants', statement], 'error PGC619', 2],
    [['grant', '--tenant', 'acm', statement], 'error PGC612: there is no tenant acm; did you mean acme?'],
    [['grant', '--tenant', 'acme', 'grant select on private_notes to globex_admins'], 'error PGC157'],
    [['grant', '--tenant', 'acme', 'grant select on globex.private_notes to tenant_admins'], 'error PGC172'],
    [['grant', '--all-tenants', 'drop table private_notes'], 'error PGC171'],
    [['grant', '--all-tenants', 'grant select on nowhere to tenant_admins'], 'nowhere'],
    [['grant', '--all-tenants', 'grant selct on'], 'grant:1:'],
  ] as const)('%j is refused, and nothing is granted', async (args, message, exit: 1 | 2 = 1) => {
    const { status, err } = await run(...args);
    expect([status, err]).toEqual([exit, expect.stringContaining(message)]);
    expect((await local.client.query('select count(*)::int as n from cognition.tenant_grants')).rows).toEqual([{ n: 2 }]);
  });
});

describe('pgcog grant forget', () => {
  it('takes grants out of the record, all of those that are named or none, and nothing from tenants', async () => {
    const policy = 'create policy readers on private_notes to tenant_admins using (true)';
    await run('grant', '--all-tenants', policy);
    await run('grant', '--all-tenants', 'alter policy readers on private_notes using (false)');
    const ids = (await local.client.query<{ id: string }>("select id::text from cognition.tenant_grants where statement ~ 'policy' order by 1")).rows.map(({ id }) => id);
    expect(await run('grant', 'forget', ids[0] ?? '')).toMatchObject({ status: 1, err: expect.stringContaining('policy "readers" for table "private_notes" does not exist') });
    expect(await run('grant', 'forget', `${ids[0] ?? ''},99`)).toMatchObject({ status: 1, err: expect.stringContaining('error PGC612: there is no grant 99; nothing was changed') });
    expect(await run('grant', 'forget', "1'; drop table x")).toMatchObject({ status: 2, err: expect.stringContaining('this is no number of a grant') });
    expect((await local.client.query('select count(*)::int as n from cognition.tenant_grants')).rows).toEqual([{ n: 4 }]);
    expect(await run('grant', 'forget', ids.join(','))).toMatchObject({ status: 0, err: expect.stringContaining(`of all tenants: ${policy}\n`) });
    expect((await local.client.query("select count(*)::int as n from cognition.tenant_grants union all select count(*)::int from pg_policy where polname = 'readers'")).rows).toEqual([{ n: 2 }, { n: 3 }]);
    await run('tenant', 'create', 'hooli');
    expect((await local.client.query("select count(*)::int as n from pg_policy where polname = 'readers' and polrelid = 'hooli.private_notes'::regclass")).rows).toEqual([{ n: 0 }]);
  });
});

describe('pgcog verify isolation', () => {
  it('is about no environment, and about the project alone', async () => {
    expect(await run('verify', 'isolation', '--env', 'production')).toMatchObject({ status: 2, err: expect.stringContaining('error PGC619: verify isolation is about the project') });
    const folder = join(root, 'empty');
    mkdirSync(folder);
    writeFileSync(join(folder, 'resolvers.yaml'), 'version: 1\n');
    expect(await run('verify', 'isolation', '--cwd', 'empty')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC168') });
  });
});
