import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { failure, text, useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeAll(async () => { api = await harness.open(); });

const tooLarge = { name: 'UnsupportedResultException', message: 'Database response exceeded size limit', $metadata: { httpStatusCode: 400 } };

test('a response is at most 1 MiB', async () => {
  const fits = await api.value(`select repeat('x', 1048000)`);
  expect(fits?.stringValue).toHaveLength(1_048_000);
  expect(await api.fails(`select repeat('x', 1048576)`)).toMatchObject(tooLarge);
  expect(await api.fails('select n from generate_series(1, 100000) n')).toMatchObject(tooLarge);
  expect((await api.value(`select decode(repeat('ff', 700000), 'hex')`))?.blobValue).toHaveLength(700_000);
  expect(await api.fails(`select decode(repeat('ff', 800000), 'hex')`)).toMatchObject(tooLarge);
});

test('a write whose result is too large has happened, and in a transaction is lost with it', async () => {
  await api.execute('create table large (n int)');
  expect(await api.fails(`insert into large select generate_series(1, 100) returning repeat('x', 100000)`)).toMatchObject(tooLarge);
  expect(await api.value('select count(*) from large')).toEqual({ longValue: 100 });
  const transactionId = await api.begin();
  expect(await api.fails(`insert into large values (1) returning repeat('x', 1048576)`, [], { transactionId })).toMatchObject(tooLarge);
  expect((await failure(api.commit(transactionId))).name).toBe('TransactionNotFoundException');
  expect(await api.value('select count(*) from large')).toEqual({ longValue: 100 });
});

test('formatted records are at most 10 MiB', async () => {
  const answer = await api.execute(`select repeat('x', 10000000) as x`, [], { formatRecordsAs: 'JSON' });
  expect(answer.formattedRecords).toHaveLength(10_000_010);
  expect(await api.fails(`select repeat('x', 10485760) as x`, [], { formatRecordsAs: 'JSON' })).toMatchObject(tooLarge);
});

test('a request is at most 4 MiB, its sql 64 KiB', async () => {
  expect(await api.value('select length(:x)', [text('x', 'x'.repeat(4_000_000))])).toEqual({ longValue: 4_000_000 });
  expect(await api.fails('select length(:x)', [text('x', 'x'.repeat(4_194_304))])).toMatchObject({ name: 'RequestEntityTooLargeException', $metadata: { httpStatusCode: 413 } });
  expect(await api.value(`select 1 /*${'x'.repeat(65_536 - 13)}*/`)).toEqual({ longValue: 1 });
  expect((await api.fails(`select 1 /*${'x'.repeat(65_536 - 12)}*/`)).name).toBe('ValidationException');
});

test('a statement that takes too long is cancelled, and its transaction is over', async () => {
  const quick = await harness.open({ limits: { statementMs: 150 } });
  const error = await quick.fails(`select pg_sleep(20)::text`);
  expect(error).toMatchObject({ name: 'StatementTimeoutException', $metadata: { httpStatusCode: 400 } });
  expect(error.dbConnectionId).toBeGreaterThan(0);
  const { rows } = await harness.admin.query(`select state from pg_stat_activity where pid = $1 and state <> 'idle'`, [error.dbConnectionId]);
  expect(rows).toEqual([]);
  const transactionId = await quick.begin();
  expect((await quick.fails(`select pg_sleep(20)::text`, [], { transactionId })).name).toBe('StatementTimeoutException');
  expect((await failure(quick.commit(transactionId))).name).toBe('TransactionNotFoundException');
  expect((await failure(quick.batch(`select pg_sleep(0.1)`, [[], [], [], []]))).name).toBe('StatementTimeoutException');
  expect(quick.api.transactions()).toBe(0);
});

test('over TCP too: logins, cancelling, and a connection that is cut', async () => {
  const tcp = await openProxy(harness.host, harness.port);
  const quick = await harness.open({ host: '127.0.0.1', port: tcp.port, limits: { statementMs: 300 } });
  expect(await quick.value('select 1')).toEqual({ longValue: 1 });
  const { name, dbConnectionId } = await quick.fails('select pg_sleep(20)::text');
  expect(name).toBe('StatementTimeoutException');
  expect((await harness.admin.query(`select from pg_stat_activity where pid = $1 and state = 'active'`, [dbConnectionId])).rowCount).toBe(0);
  const cut = quick.fails('select pg_sleep(0.2)::text');
  setTimeout(tcp.cut, 100);
  expect(await cut).toMatchObject({ name: 'DatabaseErrorException', message: 'Database returned SQL Exception' });
  expect(await quick.value('select 1')).toEqual({ longValue: 1 });
  await quick.api.close();
  await tcp.close();
});

test('with continueAfterTimeout it goes on', async () => {
  const quick = await harness.open({ limits: { statementMs: 100 } });
  await quick.execute('create table late (n int)');
  expect((await quick.fails('insert into late select 1 from pg_sleep(0.4)', [], { continueAfterTimeout: true })).name).toBe('StatementTimeoutException');
  expect(await quick.value('select count(*) from late')).toEqual({ longValue: 0 });
  await expect.poll(() => quick.value('select count(*) from late'), { timeout: 5000 }).toEqual({ longValue: 1 });
});

/** The server's socket, on a TCP port. */
async function openProxy(folder: string, port: number): Promise<{ readonly port: number; cut(): void; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(`${folder}/.s.PGSQL.${port}`);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => { for (const socket of sockets) socket.destroy(); };
  return { port: (server.address() as AddressInfo).port, cut, close: () => new Promise((resolve) => { cut(); server.close(() => resolve()); }) };
}
