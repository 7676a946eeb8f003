import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../../src/local/data-api/faults.js';
import { annSecret, failure, region, resourceArn, useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeEach(async () => {
  api = await harness.open({ random: () => 0.5 });
  await api.execute('drop table if exists notes');
  await api.execute('create table notes (n int)');
});
const insert = 'insert into notes values (1)';
const count = async (): Promise<number | undefined> => (await api.value('select count(*) from notes'))?.longValue;

const answers: readonly [Fault, 'before' | 'after', object, number][] = [
  ['resuming', 'before', { name: 'DatabaseResumingException', $metadata: { httpStatusCode: 400 } }, 0],
  ['resuming', 'after', { name: 'DatabaseResumingException' }, 0],
  ['internal', 'before', { name: 'InternalServerErrorException', $metadata: { httpStatusCode: 500 } }, 0],
  ['internal', 'after', { name: 'InternalServerErrorException' }, 1],
  ['unavailable', 'before', { name: 'ServiceUnavailableError', $metadata: { httpStatusCode: 503 } }, 0],
  ['unavailable', 'after', { name: 'ServiceUnavailableError' }, 1],
  ['database unavailable', 'before', { name: 'DatabaseUnavailableException', $metadata: { httpStatusCode: 504 } }, 0],
  ['database unavailable', 'after', { name: 'DatabaseUnavailableException' }, 1],
  ['timeout', 'before', { name: 'StatementTimeoutException', dbConnectionId: expect.any(Number) as unknown }, 0],
  ['timeout', 'after', { name: 'StatementTimeoutException' }, 1],
  ['drop', 'before', { code: 'ECONNRESET' }, 0],
  ['drop', 'after', { code: 'ECONNRESET' }, 1],
  ['kill', 'before', { name: 'DatabaseErrorException', message: expect.stringMatching(/SQLState: 57P01$/) as unknown }, 0],
  ['kill', 'after', { name: 'DatabaseErrorException', message: expect.stringMatching(/SQLState: 57P01$/) as unknown }, 1],
];
test.each(answers)('%s, %s it has run', async (fault, when, error, rows) => {
  api.api.faults.inject({ fault, when, count: 1 });
  expect(await api.fails(insert)).toMatchObject(error);
  expect([await count(), api.api.faults.struck()]).toEqual([rows, 1]);
});

test.each(answers)('in a transaction: %s, %s it has run; nothing leaks', async (fault, when, error) => {
  const transactionId = await api.begin();
  api.api.faults.inject({ fault, when, count: 1 });
  expect(await api.fails(insert, [], { transactionId })).toMatchObject(error);
  const ends = fault === 'kill' || fault === 'timeout';
  const rolledBack = await api.rollback(transactionId).catch((one: unknown) => (one as { name: string }).name);
  expect(rolledBack).toBe(ends ? 'TransactionNotFoundException' : 'Rollback Complete');
  expect([await count(), api.api.transactions()]).toEqual([0, 0]);
  expect(api.api.connections()).toBeLessThanOrEqual(2);
});

test.each(answers)('the commit: %s, %s it has run; its outcome is unknown to the client alone', async (fault, when, error, rows) => {
  const transactionId = await api.begin();
  await api.execute(insert, [], { transactionId });
  api.api.faults.inject({ fault, when, count: 1, operations: ['CommitTransaction'] });
  expect(await failure(api.commit(transactionId))).toMatchObject(error);
  await api.rollback(transactionId).catch(() => null);
  expect([await count(), api.api.transactions()]).toEqual([rows, 0]);
});

test.each(answers)('the begin: %s, %s it has run; no connection is lost', async (fault, when, error) => {
  api.api.faults.inject({ fault, when, count: 1 });
  expect(await failure(api.begin())).toMatchObject(error);
  const begun = when === 'after' && !['kill', 'timeout', 'resuming'].includes(fault) ? 1 : 0;
  expect(api.api.transactions()).toBe(begun);
  expect(await count()).toBe(0);
});

test('a backend that is gone already is not killed twice, and one that nobody may come beside loses its connection', async () => {
  const transactionId = await api.begin();
  const pid = await api.value('select pg_backend_pid()', [], { transactionId });
  await harness.admin.query('select pg_terminate_backend($1)', [pid?.longValue]);
  await expect.poll(() => api.api.connections()).toBe(0);
  api.api.faults.inject({ fault: 'kill' });
  expect((await api.fails('select 1', [], { transactionId })).message).toMatch(/57P01$/);
  api.api.faults.clear();
  await api.execute('select 1');
  api.api.faults.inject({ fault: 'kill', count: 1 });
  await harness.admin.query(`alter role ${harness.users.ann} nologin`);
  const error = await api.fails('select 1').finally(() => harness.admin.query(`alter role ${harness.users.ann} login`));
  expect(error.message).toMatch(/57P01$/);
  expect([api.api.connections(), api.api.transactions()]).toEqual([0, 0]);
});

test('rules: by operation, by SQL, by number, by chance, and until they are taken out', async () => {
  const { faults } = api.api;
  const remove = faults.inject({ fault: 'internal', sql: /notes/g, operations: ['ExecuteStatement'] });
  await failure(api.execute(insert));
  await failure(api.execute(insert));
  await api.execute('select 1');
  await api.batch(insert, [[]]);
  remove();
  await api.execute(insert);
  faults.inject({ fault: 'internal', probability: 0.5 });
  await api.execute('select 1');
  faults.inject({ fault: 'unavailable', probability: 0.6, count: 2 });
  expect((await api.fails('select 1')).name).toBe('ServiceUnavailableError');
  expect((await failure(api.begin())).name).toBe('ServiceUnavailableError');
  await api.execute('select 1');
  faults.inject({ fault: 'drop' });
  faults.clear();
  await api.execute('select 1');
  expect(faults.struck()).toBe(4);
});

test('the SDK tries 503 three times, and Resuming once', async () => {
  const client = new RDSDataClient({ endpoint: api.api.url, region, credentials: { accessKeyId: 'A', secretAccessKey: 'B' } });
  const send = (): Promise<unknown> => client.send(new ExecuteStatementCommand({ resourceArn, secretArn: annSecret, sql: insert }));
  const calls = api.api.calls();
  api.api.faults.inject({ fault: 'unavailable', count: 2 });
  await send();
  expect([api.api.calls() - calls, await count()]).toEqual([3, 1]);
  api.api.faults.inject({ fault: 'resuming', count: 1 });
  expect(await failure(send())).toMatchObject({ name: 'DatabaseResumingException', $metadata: { attempts: 1 } });
  api.api.faults.inject({ fault: 'internal', when: 'after', count: 1 });
  await send();
  expect(await count()).toBe(3);
  client.destroy();
});

test('under many callers at once nothing is mixed up', async () => {
  const chance = await harness.open({ random: Math.random });
  for (const fault of ['kill', 'drop', 'unavailable', 'timeout'] as const) chance.api.faults.inject({ fault, when: 'after', probability: 0.1, sql: /insert/ });
  const writes = await Promise.all(Array.from({ length: 60 }, (_, n) => chance.execute(`insert into notes values (${n})`).then(() => true, () => false)));
  const { records } = await api.execute('select n, count(*) from notes group by n having count(*) <> 1');
  expect([records, await count()]).toEqual([[], 60]);
  expect(writes.some(Boolean)).toBe(true);
  expect(chance.api.connections()).toBeLessThanOrEqual(20);
  await chance.api.close();
  expect(chance.api.connections()).toBe(0);
});
