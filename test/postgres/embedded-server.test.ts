import { existsSync, rmSync, statSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openPrepared } from '../../src/postgres/prepared.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { dataDirectory, eventually, isAlive, Program, startOverTcp, temporaryDirectory, valueOf } from './helpers.js';

const cacheDir = join(temporaryDirectory(), 'cache');
const running: PostgresServer[] = [];
const start = async (version: 17 | 18 = 17): Promise<PostgresServer> => {
  const server = await startServer({ version, cacheDir });
  running.push(server);
  return server;
};
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

describe.each([17, 18] as const)('PostgreSQL %i', (version) => {
  test('runs with sessions that print the same everywhere', async () => {
    const server = await start(version);
    const { admin, owner } = await openScratch(server);
    expect(server).toMatchObject({ kind: 'embedded', version });
    expect(await valueOf(admin, `select current_setting('server_version_num')::int / 10000`)).toBe(version);
    for (const client of [admin, owner]) {
      const settings = `select array[current_setting('TimeZone'), current_setting('DateStyle'), current_setting('IntervalStyle'),
        current_setting('extra_float_digits'), current_setting('lc_messages'), current_setting('statement_timeout')]`;
      expect(await valueOf(client, settings)).toEqual(['UTC', 'ISO, MDY', 'postgres', '1', 'C', '1min']);
    }
    expect(await valueOf(admin, `select datcollate from pg_database where datname = current_database()`)).toBe('C');
  });

  test('its owner role may do what the owner of a database may, and no more', async () => {
    const { owner } = await openScratch(await start(version));
    expect(await valueOf(owner, `select current_user || ':' || session_user`)).toBe('pgcog_owner:pgcog_owner');
    await owner.query('create schema extensions; create extension citext schema extensions');
    for (const sql of [
      'create extension pg_stat_statements', 'create role someone', 'create database other', 'set role postgres',
      `copy pg_class to program 'true'`, `select pg_read_file('/etc/passwd')`, 'select * from pg_authid', `create function f() returns int language c as 'x'`,
    ]) {
      await expect(owner.query(sql), sql).rejects.toThrow(/permission denied|must be|Must/);
    }
  });
});

test('nothing of the user\'s environment reaches a connection', async () => {
  const poison = {
    PGHOST: 'nowhere.invalid', PGPORT: '1', PGUSER: 'x', PGPASSWORD: 'x', PGDATABASE: 'x', PGDATA: '/nowhere',
    PGOPTIONS: '-c TimeZone=Asia/Tokyo', PGSSLMODE: 'require', PGCLIENTENCODING: 'LATIN1', LC_ALL: 'xx', TZ: 'Asia/Tokyo',
  };
  const before = Object.fromEntries(Object.keys(poison).map((name) => [name, process.env[name]]));
  Object.assign(process.env, poison);
  try {
    const { owner } = await openScratch(await start());
    expect(await valueOf(owner, `select current_setting('TimeZone') || current_setting('client_encoding')`)).toBe('UTCUTF8');
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test('two runs at once have a data directory each; the next run takes the first again', async () => {
  const [first, second] = [await start(), await start()];
  const directories = [await dataDirectory(first), await dataDirectory(second)];
  expect(new Set(directories).size).toBe(2);
  await Promise.all([first.stop(), second.stop(), first.stop()]);
  expect(await dataDirectory(await start())).toBe(directories[0]);
});

test('runs that start cold at the same moment all get a server', async () => {
  const fresh = join(temporaryDirectory(), 'cache');
  const servers = await Promise.all([1, 2, 3].map(() => startServer({ version: 17, cacheDir: fresh })));
  running.push(...servers);
  expect(new Set(await Promise.all(servers.map(dataDirectory))).size).toBe(3);
});

test('a server dies with its run, also by kill -9, and leaves its data directory free', async () => {
  const program = new Program('hold-server', 'hold', cacheDir);
  const pid = Number(await program.line());
  expect(isAlive(pid)).toBe(true);
  await program.kill();
  await eventually('the server is gone', () => !isAlive(pid));
  // The keeper goes a moment after it.
  await eventually('its data directory is free', async () => {
    const server = await start();
    const free = /slot-0/.test(await dataDirectory(server));
    await server.stop();
    return free;
  });
});

test('a run that forgets to stop its server still ends, and so does the server', async () => {
  const program = new Program('hold-server', 'forget', cacheDir);
  const exit = program.exit();
  const pid = Number(await program.line());
  expect(await exit).toBe(0);
  await eventually('the server is gone', () => !isAlive(pid));
});

test('clients that are still connected when the server stops do not crash the run', async () => {
  const server = await start();
  const { admin, close } = await openScratch(server);
  const asleep = admin.query('select pg_sleep(30)');
  const failed = expect(asleep).rejects.toThrow();
  await server.stop();
  await failed;
  await expect(admin.query('select 1')).rejects.toThrow();
  await close();
});

test('a data directory that no longer starts is passed over, and made anew for the next run', async () => {
  const server = await start();
  const directory = await dataDirectory(server);
  await server.stop();
  rmSync(join(directory, 'global', 'pg_control'));
  const next = await start();
  expect(await dataDirectory(next)).not.toBe(directory);
  expect(existsSync(directory)).toBe(false);
  await next.stop();
  const anew = await start();
  expect(await dataDirectory(anew)).toBe(directory);
  expect((await openScratch(anew)).reused).toBe(false);
});

test('a server that cannot start at all is a refusal with the log and a way out', async () => {
  const fresh = join(temporaryDirectory(), 'cache');
  const first = await startServer({ version: 17, cacheDir: fresh });
  running.push(first, await startServer({ version: 17, cacheDir: fresh }));
  const slots = join(await dataDirectory(first), '..', '..');
  await Promise.all(running.splice(0).map((server) => server.stop()));
  for (const slot of ['slot-0', 'slot-1']) rmSync(join(slots, slot, 'data', 'PG_VERSION'));
  const refused = startServer({ version: 17, cacheDir: fresh });
  await expect(refused).rejects.toMatchObject({
    diagnostic: { code: 'PGC191', message: expect.stringContaining('PG_VERSION'), hint: expect.stringContaining('--database-url') },
  });
  expect((await readdir(slots)).filter((name) => !name.startsWith('claims-')).sort()).toEqual(['slot-0', 'slot-1']);
});

test('a cache whose path is too long for a socket works', async () => {
  const long = join(temporaryDirectory(), 'a'.repeat(60), 'b'.repeat(60));
  await mkdir(long, { recursive: true, mode: 0o755 });
  const server = await startServer({ version: 17, cacheDir: long });
  running.push(server);
  expect(await dataDirectory(server)).toContain('b'.repeat(60));
  const { host } = await server.connect(server.maintenance);
  expect(statSync(host).mode & 0o777).toBe(0o700);
  await server.stop();
  rmSync(host, { recursive: true });
});

test('over TCP, with the keeper for systems without signals, it starts, asks for the password and stops', async () => {
  const slots = join(cacheDir, 'data-tcp');
  const server = await startOverTcp(slots, cacheDir);
  const { owner, close } = await openScratch(server);
  expect(await valueOf(owner, `select current_user || host(inet_server_addr())`)).toBe('pgcog_owner127.0.0.1');
  await close();
  await server.stop();
  const stranger = await startOverTcp(slots, cacheDir, 'guess');
  await expect(stranger.connect('postgres')).rejects.toThrow(/password authentication failed/);
  await stranger.stop();
});

test('a start from a kept data directory takes a blink, also after a database was prepared', async () => {
  const key = 'restart';
  const first = await start();
  await openPrepared(first, key, async ({ owner }) => {
    const tables = Array.from({ length: 100 }, (_, number) => `create table public.t${number} (id int primary key, name text)`);
    await owner.query(tables.join(';'));
  });
  await first.stop();
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = performance.now();
    const server = await start();
    times.push(performance.now() - before);
    await server.stop();
  }
  // 25 ms on a quiet machine; a recovery from the whole log would take several hundred.
  expect(Math.min(...times)).toBeLessThan(100);
});
