import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prettify } from '../../src/runtime/prettify.js';
import { fieldOf, openDatabase } from './values/support.js';

const unreadable = /^a value cannot be read as its type$/;
const text = (label: string) => ({ label, type: 'text' });

describe('prettify', () => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    database = await openDatabase("create type mood as enum ('so so')");
  });
  afterAll(() => database?.close());

  it('keys rows by label and reads values by type, as PostgreSQL sends them', async () => {
    const { rows, fields } = await database.client.query<(string | null)[]>({
      text: `select 1::int2 as a, 2::int8 as b, 0.5::float4 as c, true as d, 'x'::text as e, 1.50::numeric as f, '{"n": [1]}'::jsonb as g, '"12"'::json as h, '2024-02-29 12:00:00.5+02'::timestamptz as i,
        '2024-02-29'::date as j, array['a,b', null] as k, array[1, null] as l, '\\x00ff'::bytea as m, 'so so'::mood as n, null::int as o, '12'::text as p`,
      rowMode: 'array', types: { getTypeParser: () => (raw: string) => raw } as never,
    });
    const names = await database.client.query<{ oid: number; typname: string }>('select oid::int, typname from pg_type where oid = any ($1::oid[])', [fields.map((field) => field.dataTypeID)]);
    const columns = fields.map((field) => ({ label: field.name, type: names.rows.find(({ oid }) => oid === field.dataTypeID)?.typname ?? '' }));
    const records = rows.map((row) => row.map((value, n) => fieldOf(value, fields[n]?.dataTypeID ?? 0)));
    const expected = {
      a: 1, b: 2, c: 0.5, d: true, e: 'x', f: '1.50', g: { n: [1] }, h: '12', i: '2024-02-29T10:00:00.500Z', j: '2024-02-29', k: ['a,b', null], l: [1, null], m: 'AP8=', n: 'so so', o: null, p: '12',
    };
    expect(prettify({ records, columns })).toEqual([expected]);
    expect(prettify({ records, columnMetadata: columns.map(({ label, type }) => ({ name: 'other', label, typeName: type.toUpperCase() })) })).toEqual([expected]);
  });

  it('keeps large integers that come as text, and refuses those that came as numbers', () => {
    const columns = [{ label: 'n', type: 'int8' }, { label: 'm', type: 'int4' }];
    expect(prettify({ columns, records: [[{ stringValue: '9007199254740993' }, { stringValue: '7' }]] })).toEqual([{ n: '9007199254740993', m: 7 }]);
    expect(() => prettify({ columns, records: [[{ longValue: 2 ** 53 }, { longValue: 1 }]] })).toThrow(unreadable);
  });

  it('reads arrays by their elements\' type', () => {
    const columns = [{ label: 'j', type: '_jsonb' }, { label: 't', type: '_timestamptz' }, { label: 'z', type: '_timetz' }];
    const records = [[{ arrayValue: { stringValues: ['{"a":1}', null] } }, { arrayValue: { stringValues: ['2024-02-29 12:00:00'] } }, { arrayValue: { stringValues: ['12:00:00+02'] } }]];
    expect(prettify({ columns, records })).toEqual([{ j: [{ a: 1 }, null], t: ['2024-02-29T12:00:00.000Z'], z: ['12:00:00+02:00'] }]);
    expect(() => prettify({ columns: [{ label: 'x', type: '_int4' }], records: [[{ arrayValue: { arrayValues: [{ longValues: [1] }] } }]] })).toThrow(unreadable);
  });

  it('reads types that it does not know by what was sent', () => {
    const columns = [{ label: 'a', type: '' }, { label: 'b', type: 'oid' }, { label: 'c', type: 'names' }, { label: 'd', type: 'x' }, { label: 'e', type: 'x' }];
    const records = [[{ stringValue: '{}' }, { longValue: 1 }, { arrayValue: { stringValues: ['a'] } }, { doubleValue: 0 }, { booleanValue: false }]];
    expect(prettify({ columns, records })).toEqual([{ a: '{}', b: 1, c: ['a'], d: 0, e: false }]);
    expect(() => prettify({ columns: [{ label: 'a', type: '' }], records: [[{ structValue: {} } as never]] })).toThrow(unreadable);
  });

  it('gives a list for each result of a batch', () => {
    const result = { columns: [text('a')], records: [[{ stringValue: 'x' }]] };
    expect(prettify([result, { records: [] }])).toEqual([[{ a: 'x' }], []]);
    expect(prettify({ updateResults: [{ generatedFields: [] }, {}] })).toEqual([[], []]);
  });

  it('has no rows where there are no records, and needs columns where there are', () => {
    expect(prettify({})).toEqual([]);
    expect(prettify({ records: [], columns: null })).toEqual([]);
    expect(() => prettify({ records: [[{ isNull: true }]] })).toThrow(TypeError);
  });

  it('takes any label for a key, and of equal ones the last', () => {
    const records = [[{ stringValue: 'x' }, { stringValue: 'y' }, { stringValue: 'z' }]];
    const [row] = prettify({ columns: [text('a'), text('__proto__'), text('a')], records });
    expect(Object.entries(row ?? {})).toEqual([['__proto__', 'y'], ['a', 'z']]);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});
