import { join } from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPrepared } from '../../src/postgres/prepared.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { eventually, Program, startOverTcp, temporaryDirectory, valueOf } from './helpers.js';

const cacheDir = join(temporaryDirectory(), 'cache');
const secret = 's:e/c@r?t';
let theirs: PostgresServer;
let root: Client;
const urlFor = (user: string, rest = '/app'): string =>
  `postgres://${user}:${encodeURIComponent(secret)}@${root.host}:${root.port}${rest}`;
const start = (databaseUrl: string): Promise<PostgresServer> => startServer({ version: 17, cacheDir, databaseUrl });

/** A server somewhere else, with a user that may make databases and roles but is no superuser. */
beforeAll(async () => {
  theirs = await startOverTcp(join(cacheDir, 'theirs'), cacheDir);
  root = await theirs.connect('postgres');
  await root.query(`create role maker login createdb createrole password '${secret}'; create role weak login password '${secret}'`);
  await root.query('create database app owner maker');
});
afterAll(() => theirs.stop());

const state = async (): Promise<unknown> => {
  const databases = await valueOf(root, 'select array_agg(datname::text order by datname) from pg_database');
  const roles = await valueOf(root, `select array_agg(rolname::text order by rolname) from pg_roles where rolname !~ '^pg_'`);
  return { databases, roles };
};
const role = { name: 'tenant_users', memberOf: [] };

test('an ordinary user is enough, and nothing is left behind', async () => {
  const before = await state();
  const server = await start(urlFor('maker'));
  expect(server).toMatchObject({ kind: 'url', version: 17 });
  const open = (): ReturnType<typeof openPrepared> =>
    openPrepared(server, 'key', async ({ admin, owner }) => {
      await ensureRoles(admin, [role, { name: 'tenant_admins', memberOf: ['tenant_users'] }]);
      await owner.query('create schema s; set search_path = s; create extension citext; create table t (n int); insert into t values (1)');
      await owner.query('grant usage on schema s to tenant_users; grant select on t to tenant_users');
    });
  const database = await open();
  expect(await valueOf(database.owner, 'select current_user')).toBe(server.ownerRole);
  expect(await valueOf(database.owner, `select current_setting('TimeZone') || current_setting('search_path')`)).toBe('UTC"$user", public');
  await database.owner.query('create table s.more ()');
  await database.admin.query('set role tenant_admins');
  expect(await valueOf(database.admin, 'select n from s.t')).toBe(1);
  await expect(database.admin.query('insert into s.t values (2)')).rejects.toThrow(/permission denied/);
  await database.close();
  expect((await open()).reused).toBe(false);
  await Promise.all([server.stop(), server.stop()]);
  expect(await state()).toEqual(before);
});

test('roles that were there before are used, not changed, and stay', async () => {
  await root.query('create role tenant_users createdb');
  const before = await state();
  const server = await start(urlFor('maker'));
  const { admin, owner } = await openScratch(server);
  await ensureRoles(admin, [{ name: 'tenant_admins', memberOf: [] }, { name: 'tenant_users', memberOf: ['tenant_admins'] }]);
  await owner.query('create schema s; grant usage on schema s to tenant_users');
  await server.stop();
  expect(await state()).toEqual(before);
  expect(await valueOf(root, `select rolcreatedb from pg_roles where rolname = 'tenant_users'`)).toBe(true);
  expect(await valueOf(root, `select count(*)::int from pg_auth_members where member = 'tenant_users'::regrole`)).toBe(0);
  await root.query('drop role tenant_users');
});

test('what a killed run left goes with the next one; what a living one has stays', async () => {
  const before = await state();
  const url = urlFor('postgres').replace(encodeURIComponent(secret), root.password ?? '');
  const program = new Program('hold-server', 'scratch', cacheDir, url);
  await program.line();
  const run = await program.line();
  const second = await start(url);
  expect(JSON.stringify(await state())).toContain(run);
  expect(JSON.stringify(await state())).toContain('left_over_users');
  await program.kill();
  // The server takes a moment to see that the killed run's connections are closed.
  const sessions = `select count(*) from pg_stat_activity where application_name = $1`;
  await eventually('its sessions are gone', async () => (await valueOf(root, sessions, [`pgcog:${run}`])) === '0');
  await second.stop();
  expect(await state()).toEqual(before);
});

test('a role that two runs need stays until both have ended', async () => {
  const before = await state();
  const [first, second] = [await start(urlFor('maker')), await start(urlFor('maker'))];
  const [one, two] = [await openScratch(first), await openScratch(second)];
  await Promise.all([ensureRoles(one.admin, [role]), ensureRoles(two.admin, [role])]);
  await first.stop();
  await two.owner.query('create schema s; grant usage on schema s to tenant_users');
  await second.stop();
  expect(await state()).toEqual(before);
});

test('the URL may name a socket, as libpq writes it', async () => {
  const embedded = await startServer({ version: 17, cacheDir });
  const { host } = await embedded.connect('postgres');
  const server = await start(`postgresql:///postgres?host=${encodeURIComponent(host)}&user=postgres`);
  const { owner } = await openScratch(server);
  expect(await valueOf(owner, 'select current_user')).toBe(server.ownerRole);
  await server.stop();
  await embedded.stop();
});

test('a server of another version is refused by its version', async () => {
  // The nearest thing to an old server: one that says it is 16, by a function in front of the real one.
  await root.query(`create role old login createdb createrole password '${secret}'`);
  await root.query('create database old owner old');
  const other = await theirs.connect('old');
  await other.query(`alter function pg_catalog.current_setting(text) rename to true_setting;
    create function pg_catalog.current_setting(text) returns text language sql return '160009'`);
  await expect(start(urlFor('old', '/old'))).rejects.toMatchObject({
    diagnostic: { code: 'PGC193', message: expect.stringContaining('runs PostgreSQL 16'), hint: expect.stringContaining('17 or 18') },
  });
});

test('a server that can only be read is refused', async () => {
  await root.query('create database copy owner maker');
  await root.query('alter database copy set default_transaction_read_only = on');
  await expect(start(urlFor('maker', '/copy'))).rejects.toMatchObject({ diagnostic: { code: 'PGC195', message: expect.stringContaining('can be read only') } });
});

test.each([
  ['PGC192', 'no url at all'],
  ['PGC192', 'mysql://localhost/x'],
  ['PGC192', `postgres://maker:${encodeURIComponent(secret)}@127.0.0.1:1/app`],
])('%s: a URL that cannot be used: %s', async (code, url) => {
  const error: unknown = await start(url).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ diagnostic: { code, hint: expect.stringContaining('postgres://') } });
  expect(JSON.stringify(error)).not.toContain('s:e');
  expect(JSON.stringify(error)).not.toContain(encodeURIComponent(secret));
});

test('a wrong password, a missing database and a user without the rights are refused, each with its reason', async () => {
  await expect(start(urlFor('maker').replace(encodeURIComponent(secret), 'wrong'))).rejects.toThrow(/password authentication failed/);
  await expect(start(urlFor('maker', '/nowhere'))).rejects.toThrow(/database "nowhere" does not exist/);
  const weak = start(urlFor('weak'));
  await expect(weak).rejects.toMatchObject({ diagnostic: { code: 'PGC195', hint: 'alter role weak createdb createrole' } });
});
