import type { Field } from '@aws-sdk/client-rds-data';
import { expect, test } from 'vitest';
import { applicationName } from '../../../src/local/data-api/open-connection.js';
import { annSecret, bobSecret, failure, useHarness, type Api } from './harness.js';

const harness = useHarness();
const pid = (api: Api, secretArn: string): Promise<Field | undefined> => api.value('select pg_backend_pid()', [], { secretArn });

const left: readonly [string, string, string, Field, Field][] = [
  ['a setting', `set app.name = 'ann'`, `select coalesce(current_setting('app.name', true), '')`, { stringValue: 'ann' }, { stringValue: '' }],
  ['a role', 'set role helper', 'select current_user', { stringValue: 'helper' }, { stringValue: 'ann' }],
  ['a temporary table', 'create temp table drafts ()', `select to_regclass('pg_temp.drafts') is null`, { booleanValue: false }, { booleanValue: true }],
  ['the search path', 'set search_path = pg_catalog', `select current_setting('search_path')`, { stringValue: 'pg_catalog' }, { stringValue: '"$user", public' }],
  ['an isolation level', 'set session characteristics as transaction isolation level serializable', `select current_setting('transaction_isolation')`,
    { stringValue: 'serializable' }, { stringValue: 'read committed' }],
  ['a prepared statement', 'prepare p as select 1', 'select count(*) from pg_prepared_statements', { longValue: 1 }, { longValue: 0 }],
  ['an advisory lock', 'select pg_advisory_lock(7)::text', `select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`, { longValue: 1 }, { longValue: 0 }],
  ['a transaction, which neither keeps', 'begin isolation level serializable', `select current_setting('transaction_isolation')`, { stringValue: 'read committed' }, { stringValue: 'read committed' }],
];

test.each(left)('what a session keeps: %s', async (_, sets, asks, leaked, reset) => {
  const { ann } = harness.users;
  await harness.admin.query(`do $$ begin create role helper; exception when duplicate_object then null; end $$; grant helper to ${ann}`);
  const named = (field: Field | undefined): unknown => (field?.stringValue === ann ? { stringValue: 'ann' } : field);
  for (const [sessionState, expected] of [['leak', leaked], ['reset', reset]] as const) {
    const api = await harness.open({ sessionState });
    const before = await pid(api, annSecret);
    await api.execute(sets);
    expect(named(await api.value(asks))).toEqual(expected);
    expect(await pid(api, annSecret)).toEqual(before);
    await api.api.close();
  }
});

test('SET ROLE outlives COMMIT in a session that leaks; set_config of a transaction does not', async () => {
  const api = await harness.open({ sessionState: 'leak' });
  const transactionId = await api.begin();
  await api.execute(`select set_config('app.name', 'x', true)`, [], { transactionId });
  await api.execute('set role helper', [], { transactionId });
  await api.commit(transactionId);
  expect((await api.execute(`select current_user, coalesce(current_setting('app.name', true), '')`)).records).toEqual([[{ stringValue: 'helper' }, { stringValue: '' }]]);
});

test('set_config of the role is bindable, and ends with its transaction', async () => {
  const api = await harness.open({ sessionState: 'leak' });
  const transactionId = await api.begin();
  await api.execute(`select set_config('role', :role, true)`, [{ name: 'role', value: { stringValue: 'helper' } }], { transactionId });
  expect(await api.value('select current_user', [], { transactionId })).toEqual({ stringValue: 'helper' });
  await api.commit(transactionId);
  expect(await api.value('select current_user')).toEqual({ stringValue: harness.users.ann });
});

test('settings of the role hold from its login on', async () => {
  await harness.admin.query(`alter role ${harness.users.bob} set search_path = pg_catalog, public`);
  const api = await harness.open();
  expect(await api.value(`select current_setting('search_path')`, [], { secretArn: bobSecret })).toEqual({ stringValue: 'pg_catalog, public' });
});

test('a connection is kept for its user, and for nobody else', async () => {
  const api = await harness.open({ sessionState: 'leak' });
  const [ann, bob] = [await pid(api, annSecret), await pid(api, bobSecret)];
  expect(ann).not.toEqual(bob);
  expect([await pid(api, annSecret), await pid(api, bobSecret), await pid(api, annSecret)]).toEqual([ann, bob, ann]);
  expect(await api.value('select session_user', [], { secretArn: bobSecret })).toEqual({ stringValue: harness.users.bob });
  expect(await api.value('select current_database()', [], { database: 'template1' })).toEqual({ stringValue: 'template1' });
  expect(api.api.connections()).toBe(3);
});

test('another password is another login, also for a user who is connected', async () => {
  const api = await harness.open();
  const name = 'shop/local/users/carl';
  await harness.admin.query(`create role carl_${harness.users.ann} login password 'one'`);
  const put = (password: string): object => harness.store.putSecretValue({ SecretId: name, SecretString: JSON.stringify({ username: `carl_${harness.users.ann}`, password }) });
  harness.store.createSecret({ Name: name });
  put('one');
  const first = await pid(api, name);
  put('two');
  expect(await api.fails('select 1', [], { secretArn: name })).toMatchObject({ message: expect.stringMatching(/28P01$/) });
  await harness.admin.query(`alter role carl_${harness.users.ann} password 'two'`);
  expect(await pid(api, name)).not.toEqual(first);
  await harness.admin.query(`alter role carl_${harness.users.ann} nologin; select pg_terminate_backend(pid) from pg_stat_activity where usename = 'carl_${harness.users.ann}'`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await api.fails('select 1', [], { secretArn: name })).toMatchObject({ message: expect.stringMatching(/28000$/) });
  await harness.admin.query(`drop role carl_${harness.users.ann}`);
});

test('connections are bounded: idle ones of others give way, then calls wait', async () => {
  const api = await harness.open({ limits: { connections: 2, statementMs: 600 } });
  for (const secretArn of [annSecret, bobSecret, annSecret, bobSecret]) await pid(api, secretArn);
  expect(await api.value('select 1', [], { database: 'template1' })).toEqual({ longValue: 1 });
  expect(api.api.connections()).toBe(2);
  const open: number[] = [];
  const users = await Promise.all(Array.from({ length: 20 }, async (_, n) => {
    const user = await api.value('select session_user', [], { secretArn: n % 2 === 0 ? annSecret : bobSecret });
    open.push(api.api.connections());
    return user;
  }));
  expect(users).toEqual(Array.from({ length: 20 }, (_, n) => ({ stringValue: n % 2 === 0 ? harness.users.ann : harness.users.bob })));
  // One that made room by closing another's may meanwhile get its own user's back, so that fewer stay.
  expect(Math.max(...open)).toBe(2);
  const held = [await api.begin(), await api.begin(bobSecret)];
  expect(await api.fails('select 1')).toMatchObject({ name: 'DatabaseErrorException', message: expect.stringMatching(/53300$/) });
  await api.rollback(held[0] ?? '');
  expect(await api.value('select 1')).toEqual({ longValue: 1 });
  await api.rollback(held[1] ?? '', bobSecret);
});

test('close ends all: what runs, what is open, what waits', async () => {
  const api = await harness.open({ limits: { connections: 2 } });
  await api.begin();
  const calls = [failure(api.execute('select pg_sleep(30)')), failure(api.execute('select 1', [], { secretArn: bobSecret }))];
  const active = async (): Promise<number> => (await harness.admin.query(`select pid from pg_stat_activity where application_name = $1 and query like '%pg_sleep(30)%'`, [applicationName])).rows.length;
  while ((await active()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await api.api.close();
  await Promise.all(calls);
  while ((await active()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect([api.api.connections(), api.api.transactions()]).toEqual([0, 0]);
  await expect(fetch(api.api.url)).rejects.toThrow('fetch failed');
});
