import type { Field } from '@aws-sdk/client-rds-data';
import { beforeAll, expect, test } from 'vitest';
import { useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeAll(async () => {
  api = await harness.open();
  for (const sql of [
    `create type mood as enum ('happy', 'not so "happy"')`, `create type pair as (a int, b text)`, 'create domain age as int check (value >= 0)',
    'create domain moods as text[]', 'create schema other', 'create type other.text as (a int)', `create type other.date as enum ('today')`,
  ]) await api.execute(sql);
});

const strings = (...stringValues: (string | null)[]): Field => ({ arrayValue: { stringValues: stringValues as string[] } });
const carried: readonly [string, Field][] = [
  [`(-32768)::int2`, { longValue: -32768 }],
  ['2147483647', { longValue: 2147483647 }],
  ['9007199254740991', { longValue: 9007199254740991 }],
  ['(-0.5)::float4', { doubleValue: -0.5 }],
  ['1e-300::float8', { doubleValue: 1e-300 }],
  ['123456.7890', { stringValue: '123456.7890' }],
  ['12345678901234567890123456789012345678::numeric', { stringValue: '12345678901234567890123456789012345678' }],
  ['false', { booleanValue: false }],
  [`'\\x00ff10'::bytea`, { blobValue: new Uint8Array([0, 255, 16]) }],
  [`'7F0CF4A0-6f3e-4b44-8e0a-3a0b2a1c5d6e'::uuid`, { stringValue: '7f0cf4a0-6f3e-4b44-8e0a-3a0b2a1c5d6e' }],
  [`'a\u0001\u{1f600}"\\'`, { stringValue: 'a\u0001\u{1f600}"\\' }],
  [`'ab'::char(4)`, { stringValue: 'ab  ' }],
  [`'n'::name`, { stringValue: 'n' }],
  [`'10.0.0.1'::inet`, { stringValue: '10.0.0.1' }],
  [`'10.0.0.0/8'::cidr`, { stringValue: '10.0.0.0/8' }],
  [`'{"a": 1}'::json`, { stringValue: '{"a": 1}' }],
  [`'{"b":2,  "a":1}'::jsonb`, { stringValue: '{"a": 1, "b": 2}' }],
  [`'not so "happy"'::mood`, { stringValue: 'not so "happy"' }],
  [`'today'::other.date`, { stringValue: 'today' }],
  ['7::age', { longValue: 7 }],
  [`'{a}'::moods`, strings('a')],
  [`'2026-02-28'::date`, { stringValue: '2026-02-28' }],
  [`'01:02:03.5'::time`, { stringValue: '01:02:03.5' }],
  [`'2026-02-28 01:02:03.123456'::timestamp`, { stringValue: '2026-02-28 01:02:03.123456' }],
  [`'2026-02-28 01:02:03.5+05:30'::timestamptz`, { stringValue: '2026-02-27 19:32:03.5' }],
  [`'0044-03-15 12:00:00+00 BC'::timestamptz`, { stringValue: '0044-03-15 12:00:00 BC' }],
  ['null::interval::text', { isNull: true }],
  ['null::int[]', { isNull: true }],
  [`'{}'::text[]`, strings()],
  [`array['a,b','q"z','back\\slash','NULL',null,'',' {x} ']`, strings('a,b', 'q"z', 'back\\slash', 'NULL', null, '', ' {x} ')],
  ['array[1,null,3]', { arrayValue: { longValues: [1, null, 3] as number[] } }],
  ['array[]::int8[]', { arrayValue: { longValues: [] } }],
  [`'[0:1]={5,6}'::int[]`, { arrayValue: { longValues: [5, 6] } }],
  ['array[true,null]', { arrayValue: { booleanValues: [true, null] as boolean[] } }],
  ['array[1.5::float4, 2]', { arrayValue: { doubleValues: [1.5, 2] } }],
  ['array[1.50, null]', strings('1.50', null)],
  [`array['2026-01-01'::date]`, strings('2026-01-01')],
  [`array['2026-01-01 00:00:00+02'::timestamptz]`, strings('2025-12-31 22:00:00')],
  [`array['{"a":[1]}'::jsonb]`, strings('{"a": [1]}')],
  [`array['7f0cf4a0-6f3e-4b44-8e0a-3a0b2a1c5d6e'::uuid]`, strings('7f0cf4a0-6f3e-4b44-8e0a-3a0b2a1c5d6e')],
  [`array[B'101']`, strings('101')],
];
test.each(carried)('carried: %s', async (expression, field) => {
  expect(await api.value(`select ${expression}`)).toEqual(field);
});

const refused: readonly [string, string][] = [
  [`interval '1 day'`, 'INTERVAL'], ['1::money', 'MONEY'], [`'08:00:2b:01:02:03'::macaddr`, 'MACADDR'], [`'(1,2)'::point`, 'POINT'], [`'a'::"char"`, 'CHAR'],
  [`'pg_class'::regclass`, 'REGCLASS'], [`'int4'::regtype`, 'REGTYPE'], ['1::oid', 'OID'], [`'1 2'::int2vector`, 'INT2VECTOR'], [`'1 2'::oidvector`, 'OIDVECTOR'],
  [`'[2026-01-01,2026-02-01)'::daterange`, 'DATERANGE'], [`'empty'::tsrange`, 'TSRANGE'], [`'a'::tsvector`, 'TSVECTOR'], [`'<a/>'::xml`, 'XML'], [`B'101'`, 'BIT'],
  [`'01:00+02'::timetz`, 'TIMETZ'], ['row(1,2)', 'RECORD'], [`row(1,'a')::pair`, 'PAIR'], [`array['happy'::mood]`, '_MOOD'], [`array[row(1,'a')::pair]`, '_PAIR'],
  [`array['::1'::inet]`, '_INET'], [`array[''::bytea]`, '_BYTEA'], [`array[interval '1 day']`, '_INTERVAL'], ['pg_sleep(0)', 'VOID'], ['null::interval', 'INTERVAL'],
  ['row(1)::other.text', 'TEXT'], [`array['today'::other.date]`, '_DATE'],
];
test.each(refused)('refused: %s', async (expression, name) => {
  expect(await api.fails(`select ${expression}`)).toMatchObject({ name: 'UnsupportedResultException', message: `The result contains the unsupported data type ${name}.`, $metadata: { httpStatusCode: 400 } });
});

const values: readonly [string, RegExp][] = [
  [`'NaN'::float8`, /NaN and Infinity/], [`'-Infinity'::float4`, /NaN and Infinity/], [`'NaN'::numeric`, /NaN and Infinity/], [`array['Infinity'::float8]`, /NaN and Infinity/],
  [`'infinity'::timestamptz`, /[Ii]nfinite/], [`'-infinity'::timestamp`, /[Ii]nfinite/], [`'infinity'::date`, /[Ii]nfinite/], [`array['infinity'::date]`, /[Ii]nfinite/],
  ['array[[1,2],[3,4]]', /multidimensional/], [`'[0:0][0:0]={{x}}'::text[]`, /multidimensional/],
];
test.each(values)('refused for its value: %s', async (expression, message) => {
  expect(await api.fails(`select ${expression}`)).toMatchObject({ name: 'UnsupportedResultException', message: expect.stringMatching(message) });
});

test('what the session, the role or a function sets does not change the texts', async () => {
  await harness.admin.query(`alter role ${harness.users.ann} set timezone = 'Asia/Kolkata'; alter role ${harness.users.ann} set datestyle = 'German'; alter role ${harness.users.ann} set bytea_output = 'escape'`);
  const other = await harness.open();
  const sql = `select '2026-02-28 01:02:03+00'::timestamptz, '2026-02-28'::date, '\\xff'::bytea`;
  expect((await other.execute(sql)).records).toEqual([[{ stringValue: '2026-02-28 01:02:03' }, { stringValue: '2026-02-28' }, { blobValue: new Uint8Array([255]) }]]);
  const transactionId = await other.begin();
  await other.execute(`set local timezone = 'America/New_York'`, [], { transactionId });
  for (const moment of ['2026-07-01 01:02:03.25', '0001-01-01 02:00:00 BC', '0001-01-01 00:30:00', '1800-01-01 00:00:00']) {
    const text = moment.replace(' BC', '');
    expect(await other.value(`select '${text}+00${moment.endsWith('BC') ? ' BC' : ''}'::timestamptz`, [], { transactionId })).toEqual({ stringValue: moment });
  }
  await other.rollback(transactionId);
});

test('a result that cannot be carried undoes nothing', async () => {
  await api.execute('create table kept (a interval)');
  expect((await api.fails(`insert into kept values ('1 day') returning a`)).name).toBe('UnsupportedResultException');
  expect(await api.value('select count(*) from kept')).toEqual({ longValue: 1 });
});
