import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openPrepared } from '../../src/postgres/prepared.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';
import { eventually, isAlive, Program, temporaryDirectory, valueOf } from './helpers.js';

const cacheDir = join(temporaryDirectory(), 'cache');
const running: PostgresServer[] = [];
const start = async (): Promise<PostgresServer> => {
  const server = await startServer({ version: 17, cacheDir });
  running.push(server);
  return server;
};
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

const makeThing = async ({ owner }: ScratchDatabase): Promise<void> => {
  await owner.query('create table public.thing (id int); insert into public.thing values (42)');
};
const never = (): Promise<void> => Promise.reject(new Error('this was to be there already'));
const databases = async (server: PostgresServer): Promise<unknown> => {
  const client = await server.connect(server.maintenance);
  const names = await valueOf(client, `select array_agg(datname::text order by datname) from pg_database where datname ~ '^pgcog_(kept|scratch)'`);
  await client.end();
  return names;
};

test('a database is prepared once and there again for the next run, under any key', async () => {
  const key = `'"; drop database postgres; -- \\ é😀 ${'x'.repeat(200)}`;
  const first = await openPrepared(await start(), key, makeThing);
  expect(first.reused).toBe(false);
  await running.pop()?.stop();
  const again = await openPrepared(await start(), key, never);
  expect(again).toMatchObject({ reused: true, name: first.name });
  expect(await valueOf(again.owner, 'select id from public.thing')).toBe(42);
});

test('it survives a run that was killed right after preparing it', async () => {
  const server = await start();
  await openPrepared(server, 'killed later', makeThing);
  const program = new Program('hold-server', 'hold', cacheDir);
  await program.line();
  await program.kill();
  await server.stop();
  const again = await openPrepared(await start(), 'killed later', never);
  expect(await valueOf(again.admin, 'select id from public.thing')).toBe(42);
});

test('a preparation that fails leaves nothing, and its own error comes through', async () => {
  const server = await start();
  const before = await databases(server);
  const mistake = new Error('a mistake in the template');
  const failing = openPrepared(server, 'failing', async (database) => {
    await makeThing(database);
    throw mistake;
  });
  await expect(failing).rejects.toBe(mistake);
  expect(await databases(server)).toEqual(before);
  const next = await openPrepared(server, 'failing', makeThing);
  expect(next.reused).toBe(false);
});

test('a run killed amid its preparation leaves nothing that a later run would take for complete', async () => {
  const program = new Program('hold-server', 'prepare', cacheDir);
  const pid = Number(await program.line());
  expect(await program.line()).toBe('preparing');
  await program.kill();
  await eventually('the server is gone', () => !isAlive(pid));
  const database = await openPrepared(await start(), 'half', makeThing);
  expect(database.reused).toBe(false);
  expect(await valueOf(database.owner, `select to_regclass('public.half_made')`)).toBeNull();
});

test('asked for the same key at once, it is prepared once', async () => {
  const server = await start();
  let times = 0;
  const open = (): Promise<ScratchDatabase> =>
    openPrepared(server, 'at once', async (database) => {
      times++;
      await makeThing(database);
    });
  const opened = await Promise.all([open(), open(), open()]);
  expect(times).toBe(1);
  expect(opened.map((one) => one.reused).sort()).toEqual([false, true, true]);
});

test('sessions come back as new, whatever the preparation did in them', async () => {
  const database = await openPrepared(await start(), 'sessions', async ({ admin, owner }) => {
    await owner.query(`create schema s; set search_path = s; set timezone = 'Asia/Tokyo'; prepare p as select 1; create temp table t ()`);
    await admin.query('set role pgcog_owner; set statement_timeout = 0');
  });
  expect(await valueOf(database.owner, `select current_setting('TimeZone') || current_setting('search_path')`)).toBe('UTC"$user", public');
  expect(await valueOf(database.admin, `select current_user || current_setting('statement_timeout')`)).toBe('postgres1min');
  expect(await valueOf(database.owner, `select to_regclass('t')`)).toBeNull();
});

test('the empty database that lies ready for the next preparation is out of a template\'s reach, and as a new one when taken', async () => {
  const server = await start();
  const spare = async (): Promise<unknown> => {
    const client = await server.connect(server.maintenance);
    const oid = await valueOf(client, `select oid::text from pg_database where datname = 'pgcog_spare'`);
    await client.end();
    return oid;
  };
  const first = await openPrepared(server, 'before the spare', makeThing);
  await eventually('made', async () => (await spare()) !== undefined);
  const ready = await spare();
  for (const change of ['set search_path = s', 'rename to mine', 'connection limit 0']) {
    await expect(first.owner.query(`alter database pgcog_spare ${change}`)).rejects.toThrow(/must be owner/);
  }
  const second = await openPrepared(server, 'with the spare', async ({ admin, owner }) => {
    await makeThing({ admin, owner } as ScratchDatabase);
    const state = `select json_build_array(d.oid::text, pg_get_userbyid(datdba), datacl, datcollate, pg_encoding_to_char(encoding))
      from pg_database d where datname = current_database()`;
    expect(await valueOf(admin, state)).toEqual([ready, 'pgcog_owner', null, 'C', 'UTF8']);
  });
  expect(await valueOf(second.owner, 'select id from public.thing')).toBe(42);
  await eventually('made again', async () => ![undefined, ready].includes((await spare()) as string | undefined));
});

test('eight are kept, the least recently used goes, one in use never', async () => {
  const fresh = join(temporaryDirectory(), 'cache');
  const server = await startServer({ version: 17, cacheDir: fresh });
  running.push(server);
  const inUse = await openPrepared(server, 'in use', makeThing);
  const names: string[] = [];
  for (let number = 0; number < 9; number++) {
    const database = await openPrepared(server, `key ${number}`, makeThing);
    names.push(database.name);
    await database.close();
    // Used again and again: it is never the oldest.
    if (number > 0) await (await openPrepared(server, 'key 0', never)).close();
  }
  const kept = await databases(server);
  expect(kept).toEqual([inUse.name, ...names.filter((_, number) => number !== 1)].sort());
  expect(await valueOf(inUse.owner, 'select id from public.thing')).toBe(42);
});

test('scratch databases go when they are closed, and those of a killed run when the next one starts', async () => {
  const program = new Program('hold-server', 'scratch', cacheDir);
  const pid = Number(await program.line());
  const run = await program.line();
  await program.kill();
  await eventually('the server is gone', () => !isAlive(pid));
  const server = await start();
  expect(String(await databases(server))).toContain(run);
  const scratch = await openScratch(server);
  expect(String(await databases(server))).not.toContain(run);
  expect(String(await databases(server))).toContain(scratch.name);
  await scratch.close();
  await scratch.drop();
  expect(String(await databases(server))).not.toContain(scratch.name);
});

test('the roles of a prepared database are there again, and those of others are not', async () => {
  const first = await start();
  const grantTo = (role: string) => async ({ admin, owner }: ScratchDatabase): Promise<void> => {
    await ensureRoles(admin, [{ name: 'tenant_users', memberOf: [] }, { name: role, memberOf: ['tenant_users'] }]);
    await makeThing({ admin, owner } as ScratchDatabase);
    await owner.query(`grant select on public.thing to ${role}`);
  };
  await (await openPrepared(first, 'billing', grantTo('tenant_billing'))).close();
  await first.stop();
  const second = await start();
  const other = await openPrepared(second, 'audit', grantTo('tenant_audit'));
  await expect(other.owner.query('grant select on public.thing to tenant_billing')).rejects.toThrow(/does not exist/);
  await other.close();
  await second.stop();
  const again = await openPrepared(await start(), 'billing', never);
  expect(await valueOf(again.admin, `select to_regrole('tenant_audit')`)).toBeNull();
  expect(await valueOf(again.admin, `select pg_has_role('tenant_billing', 'tenant_users', 'member')`)).toBe(true);
  await again.admin.query('set role tenant_billing');
  expect(await valueOf(again.admin, 'select id from public.thing')).toBe(42);
});

test('groups that were put away with their members come back with them, also where a run in between has some of them', async () => {
  const roles = {
    tenants: [
      { name: 'tenant_users', memberOf: [] }, { name: 'tenant_template', memberOf: ['tenant_users'] },
      { name: 'tenant_probe', memberOf: ['tenant_template', 'tenant_users'] },
    ],
    audit: [{ name: 'auditors', memberOf: [] }, { name: 'tenant_probe', memberOf: ['auditors'] }],
    others: [{ name: 'someone', memberOf: [] }],
  };
  const memberships = `select json_object_agg(member, groups order by member) from (
      select m.member::regrole::text as member, array_agg(m.roleid::regrole::text order by m.roleid::regrole::text) as groups
      from pg_auth_members m where m.roleid >= 16384 and m.member::regrole::text !~ 'pgcog_' group by 1) as found`;
  const run = async (key: keyof typeof roles): Promise<unknown> => {
    const server = await start();
    const database = await openPrepared(server, `groups ${key}`, async ({ admin }) => ensureRoles(admin, roles[key]));
    const found = await valueOf(database.admin, memberships);
    await database.close();
    await server.stop();
    return found;
  };
  const tenants = { tenant_template: ['tenant_users'], tenant_probe: ['tenant_template', 'tenant_users'] };
  expect(await run('tenants')).toEqual(tenants);
  expect(await run('others')).toBeNull();
  expect(await run('tenants')).toEqual(tenants);
  expect(await run('audit')).toEqual({ tenant_probe: ['auditors'] });
  expect(await run('others')).toBeNull();
  expect(await run('tenants')).toEqual(tenants);
  expect(await run('audit')).toEqual({ tenant_probe: ['auditors'] });
});

test('a database used for the twentieth time is cleared of dead rows', async () => {
  const server = await start();
  await (await openPrepared(server, 'often', makeThing)).close();
  const database = await openPrepared(server, 'often', never);
  const pages = (): Promise<unknown> => valueOf(database.admin, `select pg_relation_size('pg_proc')::int`);
  const fill = async (): Promise<void> => {
    await database.owner.query(`begin; do $$ begin for i in 1..3000 loop
      execute format('create function pg_temp.f%s() returns int language sql return 1', i); end loop; end $$; rollback`);
  };
  await fill();
  const filled = await pages();
  const control = await server.connect(server.maintenance);
  await control.query('update pgcog.prepared set uses = 19');
  await control.end();
  await (await openPrepared(server, 'often', never)).close();
  // The work goes on beside us: the dead rows' place is free when a second filling needs no more pages.
  await eventually('vacuumed', async () => {
    const { rows } = await database.admin.query<{ count: string }>(
      `select vacuum_count as count from pg_stat_sys_tables where relname = 'pg_proc'`);
    return Number(rows[0]?.count) > 0;
  });
  await fill();
  expect(await pages()).toBe(filled);
});
