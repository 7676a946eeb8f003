import type { ColumnMetadata } from '@aws-sdk/client-rds-data';
import { beforeAll, expect, test } from 'vitest';
import { failure, long, text, useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeAll(async () => {
  api = await harness.open();
  await api.execute('create table goods (id int generated always as identity primary key, name varchar(20) not null, price numeric(10,2), serial_no serial)');
});

const answers: readonly [string, () => Promise<unknown>, unknown][] = [
  ['SELECT: records in column order, no rows updated, no metadata unasked',
    () => api.execute('select 1 as a, null as b, true as c'), { numberOfRecordsUpdated: 0, records: [[{ longValue: 1 }, { isNull: true }, { booleanValue: true }]] }],
  ['SELECT without rows', () => api.execute('select 1 where false'), { numberOfRecordsUpdated: 0, records: [] }],
  ['INSERT: its count, and empty generatedFields', () => api.execute(`insert into goods (name) values ('a'), ('b')`), { numberOfRecordsUpdated: 2, generatedFields: [] }],
  ['UPDATE: its count', () => api.execute('update goods set price = 1'), { numberOfRecordsUpdated: 2, generatedFields: [] }],
  ['MERGE: its count', () => api.execute('merge into goods g using (select 1 as n) x on true when matched then update set price = 2'), { numberOfRecordsUpdated: 2 }],
  ['RETURNING: records, whose length is the count', () => api.execute(`update goods set price = 3 where name = 'a' returning name, price`),
    { numberOfRecordsUpdated: 0, records: [[{ stringValue: 'a' }, { stringValue: '3.00' }]] }],
  ['DELETE: its count', () => api.execute(`delete from goods where name = 'b'`), { numberOfRecordsUpdated: 1, generatedFields: [] }],
  ['DDL', () => api.execute('create temp table nothing (a int)'), { numberOfRecordsUpdated: 0, generatedFields: [] }],
  ['nothing but a comment', () => api.execute('/* nothing */'), { numberOfRecordsUpdated: 0 }],
  ['a semicolon at the end', () => api.execute('select 1;'), { records: [[{ longValue: 1 }]] }],
  ['Batch: an element without values for each set', () => api.batch('insert into goods (name) values (:name) returning id', [[text('name', 'c')], [text('name', 'd')]]),
    { updateResults: [{ generatedFields: [] }, { generatedFields: [] }] }],
  ['Batch: an empty set runs the statement', () => api.batch(`insert into goods (name) values ('e')`, [[]]), { updateResults: [{ generatedFields: [] }] }],
  ['Batch: no sets, nothing runs', () => api.batch('select 1/0', []), { updateResults: [] }],
  ['DML with formatRecordsAs: as without', () => api.execute(`update goods set price = null returning 1`, [], { formatRecordsAs: 'JSON' }), { records: [[{ longValue: 1 }], [{ longValue: 1 }], [{ longValue: 1 }], [{ longValue: 1 }]] }],
];
test.each(answers)('%s', async (_, call, expected) => {
  expect(await call()).toMatchObject(expected as object);
});

test('the sets of a batch are not one transaction, but in a transaction they are', async () => {
  await api.execute('create table batch (n int primary key)');
  const sets = [1, 2, 2, 3].map((n) => [long('n', n)]);
  expect(await failure(api.batch('insert into batch values (:n)', sets))).toMatchObject({ name: 'DatabaseErrorException', message: expect.stringMatching(/SQLState: 23505$/) });
  expect(await api.value('select count(*) from batch')).toEqual({ longValue: 2 });
  await api.execute('delete from batch');
  const transactionId = await api.begin();
  await failure(api.batch('insert into batch values (:n)', sets, transactionId));
  await failure(api.commit(transactionId));
  expect(await api.value('select count(*) from batch')).toEqual({ longValue: 0 });
});

test('formatRecordsAs JSON: one text of objects by label; records and metadata stay blank', async () => {
  const sql = `select 1 as a, 12.50 as b, 'x"y' as c, null as d, '\\xff'::bytea as e, array['p',null] as f, true as g, 9007199254740993 as h, '2026-01-02 03:04:05+02'::timestamptz as i, '{"k":1}'::jsonb as j, 1.5::float8 as k`;
  const answer = await api.execute(sql, [], { formatRecordsAs: 'JSON', includeResultMetadata: true });
  expect(answer.formattedRecords).toBe('[{"a":1,"b":12.50,"c":"x\\"y","d":null,"e":"/w==","f":["p",null],"g":true,"h":9007199254740993,"i":"2026-01-02 01:04:05","j":"{\\"k\\": 1}","k":1.5}]');
  expect([answer.records, answer.columnMetadata]).toEqual([undefined, undefined]);
  expect((await api.execute('select 1 as a where false', [], { formatRecordsAs: 'JSON' })).formattedRecords).toBe('[]');
  expect(await api.fails('select 1 as a, 2 as a', [], { formatRecordsAs: 'JSON' })).toMatchObject({ name: 'UnsupportedResultException', message: expect.stringContaining('unique') });
  expect((await api.execute('select 1 as a, 2 as a')).records).toEqual([[{ longValue: 1 }, { longValue: 2 }]]);
});

test('resultSetOptions', async () => {
  const sql = 'select 9007199254740993 as a, 12.50 as b, 7::numeric as c, 3::int2 as d';
  expect((await api.execute(sql)).records).toEqual([[{ longValue: 9007199254740992 }, { stringValue: '12.50' }, { stringValue: '7' }, { longValue: 3 }]]);
  expect((await api.execute(sql, [], { resultSetOptions: { longReturnType: 'STRING', decimalReturnType: 'DOUBLE_OR_LONG' } })).records)
    .toEqual([[{ stringValue: '9007199254740993' }, { doubleValue: 12.5 }, { longValue: 7 }, { stringValue: '3' }]]);
});

test('the metadata of SELECT 123', async () => {
  expect(await api.column('select 123')).toEqual({
    name: '?column?', label: '?column?', typeName: 'int4', type: 4, schemaName: '', tableName: '', precision: 10, scale: 0, isSigned: true, isAutoIncrement: false,
    isCurrency: false, isCaseSensitive: false, nullable: 2, arrayBaseColumnType: 0,
  });
});

test('the metadata of a table\'s columns: name and label, nullability, sizes', async () => {
  const { columnMetadata } = await api.execute('select id, name as title, price, serial_no from goods where false', [], { includeResultMetadata: true });
  const [id, name, price, serial] = columnMetadata ?? [];
  expect(id).toMatchObject({ name: 'id', label: 'id', schemaName: 'public', tableName: 'goods', isAutoIncrement: true, nullable: 0 });
  expect(name).toMatchObject({ name: 'name', label: 'title', typeName: 'varchar', precision: 20, isCaseSensitive: true, isSigned: false, nullable: 0 });
  expect(price).toMatchObject({ typeName: 'numeric', precision: 10, scale: 2, isSigned: true, nullable: 1 });
  expect(serial).toMatchObject({ isAutoIncrement: true });
});

const jdbc: readonly [string, string, number][] = [
  ['1::int2', 'int2', 5], ['1::int8', 'int8', -5], ['1::float4', 'float4', 7], ['1::float8', 'float8', 8], ['1.5', 'numeric', 2], ['true', 'bool', -7],
  [`'a'::text`, 'text', 12], [`'a'::varchar`, 'varchar', 12], [`'a'::char(3)`, 'bpchar', 1], [`current_date`, 'date', 91], ['localtime', 'time', 92],
  ['localtimestamp', 'timestamp', 93], ['now()', 'timestamptz', 93], [`''::bytea`, 'bytea', -2], ['gen_random_uuid()', 'uuid', 1111], [`'{}'::jsonb`, 'jsonb', 1111],
  [`'::1'::inet`, 'inet', 1111], [`'{a}'::text[]`, '_text', 2003],
];
test.each(jdbc)('%s is of type %s, JDBC code %i', async (expression, typeName, type) => {
  expect(await api.column(`select ${expression} as x`)).toMatchObject({ label: 'x', typeName, type } satisfies ColumnMetadata);
});
