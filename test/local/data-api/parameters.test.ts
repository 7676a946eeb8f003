import type { Field, SqlParameter } from '@aws-sdk/client-rds-data';
import { beforeAll, expect, test } from 'vitest';
import { failure, long, none, text, useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeAll(async () => {
  api = await harness.open();
  await api.execute(`create type mood as enum ('happy', 'sad')`);
  await api.execute('create table rows (u uuid, m mood, j jsonb, t timestamptz, l text[], i int2, n int, a int[])');
});

const uuid = '7f0cf4a0-6f3e-4b44-8e0a-3a0b2a1c5d6e';
const named = (name: string, value: Field): SqlParameter => ({ name, value });

const bound: readonly [string, string, readonly SqlParameter[], Field][] = [
  ['text', 'select pg_typeof(:x)::text', [text('x', 'a')], { stringValue: 'text' }],
  ['long: bigint', 'select pg_typeof(:x)::text', [long('x', 1)], { stringValue: 'bigint' }],
  ['double: double precision', 'select pg_typeof(:x)::text', [named('x', { doubleValue: 1 })], { stringValue: 'double precision' }],
  ['boolean', 'select pg_typeof(:x)::text', [named('x', { booleanValue: true })], { stringValue: 'boolean' }],
  ['blob: bytea', 'select pg_typeof(:x)::text', [named('x', { blobValue: new Uint8Array([1]) })], { stringValue: 'bytea' }],
  ['a blob\'s bytes', 'select :x', [named('x', { blobValue: new Uint8Array([0, 255, 34]) })], { blobValue: new Uint8Array([0, 255, 34]) }],
  ['NaN, which travels as text', `select :x = 'NaN'::float8`, [named('x', { doubleValue: NaN })], { booleanValue: true }],
  ['-Infinity, too', `select :x = '-Infinity'::float8`, [named('x', { doubleValue: -Infinity })], { booleanValue: true }],
  ['hint UUID', 'select pg_typeof(:x)::text', [text('x', uuid, 'UUID')], { stringValue: 'uuid' }],
  ['hint DATE', 'select pg_typeof(:x)::text', [text('x', '2026-01-31', 'DATE')], { stringValue: 'date' }],
  ['hint TIME', 'select :x', [text('x', '23:59:59.123', 'TIME')], { stringValue: '23:59:59.123' }],
  ['hint TIMESTAMP, with microseconds', 'select :x', [text('x', '2026-01-31 23:59:59.123456', 'TIMESTAMP')], { stringValue: '2026-01-31 23:59:59.123456' }],
  ['hint DECIMAL', 'select :x', [text('x', '-123456.7890', 'DECIMAL')], { stringValue: '-123456.7890' }],
  ['hint JSON: jsonb', 'select pg_typeof(:x)::text', [text('x', '{"a":1}', 'JSON')], { stringValue: 'jsonb' }],
  ['null with a hint', 'select :x::uuid is null', [{ ...none('x'), typeHint: 'UUID' }], { booleanValue: true }],
  ['null, which has no type', 'select coalesce(:x, array[1])', [none('x')], { arrayValue: { longValues: [1] } }],
  ['a name several times', 'select :x || :x || :y || :x', [text('x', 'a'), text('y', 'b')], { stringValue: 'aaba' }],
  ['names in upper and lower case', 'select :EMAIL || :email', [text('EMAIL', 'A'), text('email', 'b')], { stringValue: 'Ab' }],
  ['a name of digits', 'select :1 || :2', [text('1', 'a'), text('2', 'b')], { stringValue: 'ab' }],
  ['names of the prototype', 'select :__proto__ || :constructor', [text('__proto__', 'a'), text('constructor', 'b')], { stringValue: 'ab' }],
  ['a cast behind the name', 'select :x::int + 1', [text('x', '41')], { longValue: 42 }],
  ['a value that the text does not use', 'select 1', [text('x', 'a')], { longValue: 1 }],
  ['text that looks like SQL', 'select :x', [text('x', `'; drop table rows; --`)], { stringValue: `'; drop table rows; --` }],
  ['text that looks like a place', 'select :x || :y', [text('x', ':y'), text('y', '$1')], { stringValue: ':y$1' }],
  ['LIMIT and OFFSET take a long', 'select 1 limit :a offset :b', [long('a', 1), long('b', 0)], { longValue: 1 }],
  ['an array as a literal', 'select :x::text::text[]', [text('x', '{"x,y","q\\"z"}')], { arrayValue: { stringValues: ['x,y', 'q"z'] } }],
  ['an array as JSON', 'select array(select jsonb_array_elements_text(:x::jsonb))', [text('x', '["x,y","q\\"z"]')], { arrayValue: { stringValues: ['x,y', 'q"z'] } }],
  ['an array of places', 'select array[:a, :b]', [text('a', 'x'), text('b', 'y')], { arrayValue: { stringValues: ['x', 'y'] } }],
  ['= ANY of a cast array', `select '${uuid}'::uuid = any(:x::uuid[])`, [text('x', `{${uuid}}`)], { booleanValue: true }],
  ['timestamptz as text with an offset', 'select :x::timestamptz', [text('x', '2026-01-01T00:00:00+02:00')], { stringValue: '2025-12-31 22:00:00' }],
  ['set_config, where SET could not', `select set_config('app.name', :x, true)`, [text('x', 'ann')], { stringValue: 'ann' }],
  ['a literal that looks like a place', `select ':x' || ' it''s :y' || E'\\':z' || $$:x$$ || $a$ $$ :y $a$ || U&'\\0041:x' || "left"(':x', 1) || /* :x /* :y */ */ :x -- :y`,
    [text('x', '!')], { stringValue: `:x it's :y':z:x $$ :y A:x:!` }],
  ['a quoted name that looks like a place', 'select ":x"."a:y" from (select 1 as "a:y") as ":x"', [], { longValue: 1 }],
  ['a slice', 'select (array[1,2,3])[1:2]', [], { arrayValue: { longValues: [1, 2] } }],
  ['an argument by :=', `select make_interval(days := 1)::text`, [], { stringValue: '1 day' }],
  ['the JSON operator ?', `select '{"a":1}'::jsonb ? 'a'`, [], { booleanValue: true }],
];
test.each(bound)('%s', async (_, sql, parameters, field) => {
  expect(await api.value(sql, parameters)).toEqual(field);
});

const failing: readonly [string, string, readonly SqlParameter[], string][] = [
  ['uuid = text', 'select 1 from rows where u = :x', [text('x', uuid)], '42883'],
  ['enum = text', 'select 1 from rows where m = :x', [text('x', 'happy')], '42883'],
  ['text into uuid', 'insert into rows (u) values (:x)', [text('x', uuid)], '42804'],
  ['text into an enum', 'insert into rows (m) values (:x)', [text('x', 'happy')], '42804'],
  ['text into jsonb', 'insert into rows (j) values (:x)', [text('x', '{}')], '42804'],
  ['text into timestamptz', 'insert into rows (t) values (:x)', [text('x', '2026-01-01')], '42804'],
  ['text into text[]', 'insert into rows (l) values (:x)', [text('x', '{}')], '42804'],
  ['bigint for substr', `select substr('abc', :x)`, [long('x', 1)], '42883'],
  ['bigint for date + n', 'select current_date + :x', [long('x', 1)], '42883'],
  ['bigint for int << n', 'select 1 << :x', [long('x', 1)], '42883'],
  ['bigint for jsonb -> n', `select '[1]'::jsonb -> :x`, [long('x', 0)], '42883'],
  ['jsonb as a range', 'select :x::int8range', [text('x', '{}', 'JSON')], '42846'],
  ['a number beyond bigint', 'select :x', [long('x', 1e19)], '22003'],
  ['$1 has no value', 'select $1::int', [], '08P01'],
  ['SET takes no value', 'set app.name = :x', [text('x', 'a')], '42601'],
  ['CREATE ROLE takes no value', 'create role :x', [text('x', 'a')], '42601'],
  ['text with NUL', 'select :x', [text('x', 'a\0b')], '22021'],
  ['a slice with a value in it', 'select (array[1,2])[1:x]', [long('x', 2)], '42601'],
];
test.each(failing)('%s: PostgreSQL refuses', async (_, sql, parameters, sqlstate) => {
  expect(await api.fails(sql, parameters)).toMatchObject({ name: 'DatabaseErrorException', message: expect.stringMatching(new RegExp(`; SQLState: ${sqlstate}$`)) });
});

test('and with casts they work', async () => {
  const parameters = [text('u', uuid), text('m', 'sad'), text('j', '{"a":1}'), text('t', '2026-01-01T00:00:00Z'), text('l', '{a}'), long('i', 7), long('n', 8), none('a')];
  await api.execute('insert into rows values (:u::uuid, :m::mood, :j::jsonb, :t::timestamptz, :l::text[], :i, :n, :a)', parameters);
  expect((await api.execute('select u, m, j, t, l, i, n, a from rows')).records).toEqual([[
    { stringValue: uuid }, { stringValue: 'sad' }, { stringValue: '{"a": 1}' }, { stringValue: '2026-01-01 00:00:00' }, { arrayValue: { stringValues: ['a'] } },
    { longValue: 7 }, { longValue: 8 }, { isNull: true },
  ]]);
});

const invalid: readonly [string, string, readonly SqlParameter[], string, RegExp][] = [
  ['a place without value', 'select :x', [], 'ValidationException', /^Cannot find parameter: x$/],
  ['a name with a slash', 'select 1', [text('a/b', 'x')], 'ValidationException', /^Named parameter syntax is invalid, input: a\/b$/],
  ['a name with a letter beyond ASCII', 'select 1', [text('é', 'x')], 'ValidationException', /^Named parameter syntax is invalid, input: é$/],
  ['a place with a letter beyond ASCII', 'select :é', [], 'ValidationException', /^Named parameter syntax is invalid, input: é$/],
  ['an empty name', 'select 1', [text('', 'x')], 'ValidationException', /^Named parameter syntax is invalid, input: $/],
  ['no name', 'select 1', [{ value: { stringValue: 'x' } }], 'ValidationException', /^Named parameter syntax is invalid, input: $/],
  ['no value', 'select 1', [{ name: 'x' }], 'ValidationException', /x/],
  ['a name twice', 'select :x', [text('x', 'a'), text('x', 'b')], 'ValidationException', /twice/],
  ['an array', 'select :x', [named('x', { arrayValue: { stringValues: ['a'] } })], 'ValidationException', /^Array parameters are not supported/],
  ['a fraction as long', 'select :x', [named('x', { longValue: 1.5 })], 'SerializationException', /longValue/],
  ['isNull: false', 'select :x', [named('x', { isNull: false as unknown as true })], 'SerializationException', /isNull/],
  ['a member that is none', 'select :x', [named('x', { $unknown: ['colour', 'red'] })], 'SerializationException', /exactly one/],
  ['half a surrogate pair', 'select :x', [text('x', '\ud800')], 'SerializationException', /Unicode/],
  ['a hint that is none', 'select :x', [text('x', 'a', 'TIMESTAMPTZ' as 'TIMESTAMP')], 'ValidationException', /enum value set: \[DATE, TIME, TIMESTAMP, DECIMAL, UUID, JSON\]/],
  ['a hint of the prototype', 'select :x', [text('x', 'a', 'constructor' as 'DATE')], 'ValidationException', /enum value set/],
  ['a hint for a number', 'select :x', [{ ...long('x', 1), typeHint: 'DECIMAL' }], 'ValidationException', /stringValue only/],
  ...([['DATE', '2026-1-1'], ['DATE', '2026-01-01T00:00:00Z'], ['TIME', '24:00'], ['TIMESTAMP', '2026-01-01T00:00:00'], ['TIMESTAMP', '2026-01-01 00:00:00Z'], ['DECIMAL', '1,5'],
    ['DECIMAL', 'NaN'], ['UUID', uuid.replaceAll('-', '')], ['JSON', '{a:1}']] as const).map(([hint, value]): [string, string, readonly SqlParameter[], string, RegExp] =>
    [`${hint} ${value}`, 'select :x', [text('x', value, hint)], 'ValidationException', new RegExp(`typeHint ${hint}`)]),
];
test.each(invalid)('refused before PostgreSQL sees it: %s', async (_, sql, parameters, name, message) => {
  const [connections, open] = [api.api.connections(), api.api.transactions()];
  expect(await api.fails(sql, parameters)).toMatchObject({ name, message: expect.stringMatching(message), $metadata: { httpStatusCode: 400 } });
  expect([api.api.connections(), api.api.transactions()]).toEqual([connections, open]);
});

test('what is refused before PostgreSQL sees it leaves a transaction alone', async () => {
  const transactionId = await api.begin();
  expect((await api.fails('select :x', [], { transactionId })).name).toBe('ValidationException');
  expect((await failure(api.batch('select 1; select 2', [[]], transactionId))).name).toBe('ValidationException');
  expect(await api.value('select 1', [], { transactionId })).toEqual({ longValue: 1 });
  await api.commit(transactionId);
});
