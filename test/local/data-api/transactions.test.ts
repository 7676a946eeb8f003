import { beforeAll, expect, test } from 'vitest';
import { annSecret, bobSecret, failure, long, useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeAll(async () => {
  api = await harness.open();
  await api.execute('create table notes (n int primary key deferrable initially immediate)');
  await api.execute('grant all on notes to public');
});

const count = (): Promise<unknown> => api.value('select count(*) from notes');
const gone = (reason: string): object => ({ name: 'TransactionNotFoundException', message: expect.stringContaining(reason), $metadata: { httpStatusCode: 404 } });
const expired = 'Transaction may be expired.';
const finished = 'One previous call resulted in a termination of your transaction.';
const aborted = 'Transaction has been aborted due to an error from a previous call.';

test('committed, or rolled back, DDL too', async () => {
  const first = await api.begin();
  await api.execute('insert into notes values (1)', [], { transactionId: first });
  await api.execute('create table drafts ()', [], { transactionId: first });
  expect(await count()).toEqual({ longValue: 0 });
  expect(await api.rollback(first)).toBe('Rollback Complete');
  expect(await api.value(`select to_regclass('drafts') is null`)).toEqual({ booleanValue: true });
  const second = await api.begin();
  await api.batch('insert into notes values (:n)', [[long('n', 1)], [long('n', 2)]], second);
  expect(await api.commit(second)).toBe('Transaction Committed');
  expect(await count()).toEqual({ longValue: 2 });
  expect(await api.commit(await api.begin())).toBe('Transaction Committed');
});

test('an id is opaque, long and new each time', async () => {
  const ids = [await api.begin(), await api.begin()];
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) {
    expect([id.length, /^[A-Za-z0-9+/]+=*$/.test(id)]).toEqual([128, true]);
    await api.rollback(id);
  }
  expect(api.api.transactions()).toBe(0);
});

test('one that is not there: unknown, ended, another secret\'s', async () => {
  expect(await api.fails('select 1', [], { transactionId: 'AAAA' })).toMatchObject(gone(expired));
  expect(await failure(api.commit('constructor'))).toMatchObject(gone(expired));
  const id = await api.begin();
  expect(await api.fails('select 1', [], { transactionId: id, secretArn: bobSecret })).toMatchObject(gone(expired));
  expect(await failure(api.commit(id, bobSecret))).toMatchObject(gone(expired));
  expect(await failure(api.rollback(id, bobSecret))).toMatchObject(gone(expired));
  await api.commit(id);
  for (const call of [api.commit(id), api.rollback(id), api.batch('select 1', [[]], id)]) expect(await failure(call)).toMatchObject(gone(finished));
});

test('it stays in its database, which a later call may leave out', async () => {
  const transactionId = await api.begin();
  expect(await api.value('select current_database()', [], { transactionId, database: harness.database })).toEqual({ stringValue: harness.database });
  expect(await api.fails('select 1', [], { transactionId, database: 'postgres' })).toMatchObject({ name: 'ValidationException', message: 'Database name is not the same as transaction' });
  expect(await api.commit(transactionId)).toBe('Transaction Committed');
});

test('two calls at one time: the second is refused, the first is not harmed', async () => {
  const transactionId = await api.begin();
  const slow = api.value('select pg_sleep(0.3)::text', [], { transactionId });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const busy = { name: 'DatabaseErrorException', message: 'Transaction is still running a query' };
  for (const call of [api.execute('select 1', [], { transactionId }), api.batch('select 1', [[]], transactionId), api.commit(transactionId), api.rollback(transactionId)]) {
    expect(await failure(call)).toMatchObject(busy);
  }
  expect(await slow).toEqual({ stringValue: '' });
  expect(await api.commit(transactionId)).toBe('Transaction Committed');
});

test('an error ends it, with its locks', async () => {
  const transactionId = await api.begin();
  await api.execute('insert into notes values (10)', [], { transactionId });
  expect((await api.fails('select 1/0', [], { transactionId })).message).toMatch(/22012$/);
  expect(await api.value('select count(*) from notes where n = 10')).toEqual({ longValue: 0 });
  await api.execute('insert into notes values (10)');
  for (const call of [api.execute('select 1', [], { transactionId }), api.commit(transactionId), api.rollback(transactionId)]) {
    expect(await failure(call)).toMatchObject(gone(aborted));
  }
});

test('or, where that is chosen, it waits for its rollback', async () => {
  const kept = await harness.open({ failedStatement: 'keep' });
  const transactionId = await kept.begin();
  const run = (sql: string): Promise<unknown> => kept.value(sql, [], { transactionId });
  await run('savepoint a');
  await failure(run('select 1/0'));
  expect(await failure(run('select 1'))).toMatchObject({ message: expect.stringMatching(/25P02$/) });
  await run('rollback to savepoint a');
  expect(await run('select 1')).toEqual({ longValue: 1 });
  await failure(run('select 1/0'));
  expect(await failure(kept.commit(transactionId))).toMatchObject(gone(aborted));
  expect(kept.api.transactions()).toBe(0);
});

test('SQL that ends it', async () => {
  const transactionId = await api.begin();
  await api.execute('insert into notes values (20)', [], { transactionId });
  await api.execute('commit', [], { transactionId });
  expect(await api.value('select count(*) from notes where n = 20')).toEqual({ longValue: 1 });
  expect(await failure(api.commit(transactionId))).toMatchObject(gone(finished));
  expect(api.api.transactions()).toBe(0);
});

test('a constraint that is checked at the commit', async () => {
  const transactionId = await api.begin();
  await api.execute('set constraints all deferred', [], { transactionId });
  await api.execute('insert into notes values (1)', [], { transactionId });
  expect(await failure(api.commit(transactionId))).toMatchObject({ name: 'DatabaseErrorException', message: expect.stringMatching(/23505$/) });
  expect(await failure(api.rollback(transactionId))).toMatchObject(gone(aborted));
});

test('pages by a cursor', async () => {
  const transactionId = await api.begin();
  await api.execute('declare pages cursor for select generate_series(1, 5)', [], { transactionId });
  expect(await api.execute('fetch 2 from pages', [], { transactionId })).toMatchObject({ numberOfRecordsUpdated: 0, records: [[{ longValue: 1 }], [{ longValue: 2 }]] });
  expect((await api.execute('fetch 9 from pages', [], { transactionId })).records).toHaveLength(3);
  await api.rollback(transactionId);
});

test('what must not be in one', async () => {
  const transactionId = await api.begin();
  expect(await api.fails('create database other', [], { transactionId })).toMatchObject({ message: expect.stringMatching(/25001$|42501$/) });
  const vacuum = await api.begin();
  expect(await api.fails('vacuum notes', [], { transactionId: vacuum })).toMatchObject({ message: expect.stringMatching(/25001$/) });
  expect(await api.execute('vacuum notes')).toMatchObject({ numberOfRecordsUpdated: 0 });
});

test('nobody used it for too long: rolled back, by the clock and by itself', async () => {
  let now = 1_000_000;
  const clocked = await harness.open({ clock: () => now });
  const id = await clocked.begin();
  now += 179_000;
  await clocked.execute('insert into notes values (30)', [], { transactionId: id });
  now += 179_000;
  await clocked.execute('select 1', [], { transactionId: id });
  now += 181_000;
  expect(await clocked.fails('select 1', [], { transactionId: id })).toMatchObject(gone(expired));
  expect(clocked.api.transactions()).toBe(0);
  const quick = await harness.open({ limits: { idleMs: 150 } });
  const other = await quick.begin();
  await quick.execute('insert into notes values (30)', [], { transactionId: other });
  await quick.execute('select pg_sleep(0.3)::text', [], { transactionId: other });
  expect(quick.api.transactions()).toBe(1);
  await api.execute('insert into notes values (30)');
  expect([quick.api.transactions(), quick.api.connections()]).toEqual([0, 1]);
  expect(await failure(quick.commit(other))).toMatchObject(gone(expired));
});

test('no longer than a day in all', async () => {
  let now = 0;
  const clocked = await harness.open({ clock: () => now, limits: { idleMs: 90_000_000 } });
  const id = await clocked.begin();
  now = 86_399_000;
  await clocked.execute('select 1', [], { transactionId: id });
  now = 86_401_000;
  expect(await failure(clocked.commit(id))).toMatchObject(gone(expired));
});

test('a backend that was terminated in between', async () => {
  const transactionId = await api.begin();
  const pid = await api.value('select pg_backend_pid()', [], { transactionId });
  await harness.admin.query('select pg_terminate_backend($1)', [(pid as { longValue: number }).longValue]);
  expect((await api.fails('select 1', [], { transactionId })).name).toBe('DatabaseErrorException');
  expect(await failure(api.commit(transactionId))).toMatchObject(gone(aborted));
  expect(await api.value('select session_user', [], { secretArn: annSecret })).toEqual({ stringValue: harness.users.ann });
});
