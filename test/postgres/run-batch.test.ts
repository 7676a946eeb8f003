import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqlFailure } from '../../src/postgres/failure.js';
import { runBatch } from '../../src/postgres/run-batch.js';
import { runInSavepoint } from '../../src/postgres/run-in-savepoint.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { valueOf } from './helpers.js';

let server: PostgresServer;
let client: Client;
beforeAll(async () => {
  server = await startServer({ version: 17 });
  client = (await openScratch(server)).owner;
});
afterAll(() => server.stop());

test('failures stand at the place of their statements and undo only them', async () => {
  const answers = await runBatch(client, [
    'create table public.t (n int check (n > 0))',
    'insert into public.t values (1); insert into public.t values (-1)',
    'insert into public.t values (2)',
    'select nope from public.t',
    'selec 1',
    `do $$ begin raise 'é😀 \\ %' , 'x' using errcode = 'PGC01', detail = 'd', hint = 'h'; end $$`,
    'do $$ begin assert false; end $$',
    'commit',
  ]);
  expect(answers.map((answer) => answer?.sqlState ?? null)).toEqual([null, '23514', null, '42703', '42601', 'PGC01', 'P0004', '0A000']);
  expect(answers[5]).toEqual({ sqlState: 'PGC01', message: 'é😀 \\ x', detail: 'd', hint: 'h', position: null });
  expect(await valueOf(client, 'select array_agg(n) from public.t')).toEqual([2]);
});

test('thousands of statements prepare in order, in a few round trips', async () => {
  const statements = Array.from({ length: 2500 }, (_, number) =>
    number % 100 === 7 ? `prepare s${number} as select wrong` : `prepare s${number} as select $1::int + ${number}`);
  const before = performance.now();
  const answers = await runBatch(client, statements);
  // 35 ms on a quiet machine, 250 ms one by one.
  expect(performance.now() - before).toBeLessThan(2000);
  expect(answers.flatMap((answer, number) => (answer === null ? [] : [number]))).toEqual(Array.from({ length: 25 }, (_, n) => n * 100 + 7));
  expect(await valueOf(client, 'select count(*)::int from pg_prepared_statements')).toBe(2475);
  expect(await valueOf(client, 'execute s2400(1)')).toBe(2401);
});

test('within a transaction a batch goes with it', async () => {
  await client.query('begin');
  expect(await runBatch(client, ['create table public.gone ()', 'select 1/0'])).toMatchObject([null, { sqlState: '22012' }]);
  await client.query('rollback');
  expect(await valueOf(client, `select to_regclass('public.gone')`)).toBeNull();
});

test('runs as whoever the session is at the time, without rights of its own', async () => {
  const { admin, drop } = await openScratch(server);
  await admin.query('revoke all on database ' + String(await valueOf(admin, 'select current_database()')) + ' from public');
  await admin.query('set role pg_monitor');
  expect(await runBatch(admin, ['select 1', 'create temp table t ()'])).toMatchObject([null, { sqlState: '42501' }]);
  await drop();
});

test('a savepoint gives the position, in code points of the text sent', async () => {
  await client.query('begin');
  expect(await runInSavepoint(client, `select 'é😀', nope`)).toMatchObject({ sqlState: '42703', position: 14 });
  expect(await runInSavepoint(client, 'create table public.stays ()')).toBeNull();
  await client.query('commit');
  expect(await valueOf(client, `select to_regclass('public.stays')::text`)).toBe('stays');
});

test('only what the server says is a failure of SQL', () => {
  const broken = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  for (const error of [broken, new TypeError('x'), 'text', null, undefined]) expect(sqlFailure(error)).toBeNull();
});
