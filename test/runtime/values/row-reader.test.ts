import { describe, expect, it } from 'vitest';
import type { Codec, Column, Field } from '../../../src/runtime/types.js';
import { createRowReader } from '../../../src/runtime/values/create-row-reader.js';
import { fieldReader } from '../../../src/runtime/values/field-reader.js';

const column = (name: string, label: string, codec: Codec, hidden = false): Column => ({ name, label, codec, hidden });

describe('createRowReader', () => {
  const columns = [column('~parent', '~parent', { kind: 'int' }, true), column('customerId', 'customer_id', { kind: 'bigint' }), column('__proto__', 'proto', { kind: 'text' }), column('unused', 'unused', { kind: 'int' })];

  it('reads by position, hidden columns too, and passes over labels without a column', () => {
    const read = createRowReader(columns, ['customer_id', '~1', '~parent', 'proto']);
    const row = read([{ stringValue: '9007199254740993' }, { stringValue: 'cursor' }, { longValue: 2 }, { stringValue: 'x' }]);
    expect(Object.entries(row)).toEqual([['__proto__', 'x'], ['customerId', '9007199254740993'], ['~parent', 2]]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(read([{ isNull: true }, { isNull: true }, { stringValue: '3' }, { isNull: true }])).toMatchObject({ customerId: null, '~parent': 3 });
  });

  it('refuses records of another length', () => {
    const read = createRowReader(columns, ['customer_id', '~parent']);
    for (const record of [[], [{ isNull: true }], [{ isNull: true }, { isNull: true }, { isNull: true }]] as const) expect(() => read(record)).toThrow(/^a value cannot be read as its type$/);
  });

  it.each<[Codec, Field]>([
    [{ kind: 'int' }, { longValue: 2 ** 53 }], [{ kind: 'int' }, { stringValue: '9007199254740993' }], [{ kind: 'int' }, { stringValue: '1.5' }], [{ kind: 'int' }, { doubleValue: 1 }],
    [{ kind: 'bigint' }, { longValue: 2 ** 53 }], [{ kind: 'float' }, { doubleValue: Number.NaN }], [{ kind: 'float' }, { doubleValue: Number.POSITIVE_INFINITY }], [{ kind: 'text' }, { longValue: 1 }],
    [{ kind: 'boolean' }, { stringValue: 't' }], [{ kind: 'json' }, { stringValue: '{secret' }], [{ kind: 'list', element: { kind: 'text' } }, { stringValue: '{a}' }],
    [{ kind: 'list', element: { kind: 'int' } }, { arrayValue: { longValues: [2 ** 53] } }], [{ kind: 'list', element: { kind: 'int' } }, { arrayValue: { arrayValues: [{ longValues: [1] }] } }],
    [{ kind: 'list', element: { kind: 'json' } }, { arrayValue: { stringValues: ['{secret'] } }],
  ])('%j does not take %j for something else, and does not quote it', (codec, field) => {
    expect(() => fieldReader(codec)(field)).toThrow(/^a value cannot be read as its type$/);
  });

  it.each<[Codec, Field, unknown]>([
    [{ kind: 'list', element: { kind: 'int' } }, { arrayValue: { longValues: [1, null] } }, [1, null]],
    [{ kind: 'list', element: { kind: 'bigint' } }, { arrayValue: { stringValues: ['9223372036854775807', null] } }, ['9223372036854775807', null]],
    [{ kind: 'list', element: { kind: 'text' } }, { arrayValue: { arrayValues: [] } }, []],
    [{ kind: 'list', element: { kind: 'enum', labels: { 'a b': 'A_B' } } }, { arrayValue: { stringValues: ['a b', 'c', null] } }, ['A_B', 'c', null]],
    [{ kind: 'enum', labels: { 'a b': 'A_B' } }, { stringValue: 'constructor' }, 'constructor'],
    [{ kind: 'enum', labels: { 'a b': 'A_B' } }, { stringValue: 'a b' }, 'A_B'],
    [{ kind: 'numeric' }, { stringValue: '1.50' }, '1.50'],
    [{ kind: 'bytea' }, { blobValue: new Uint8Array([9, 0, 255, 9]).subarray(1, 3) }, 'AP8='],
    [{ kind: 'timetz' }, { stringValue: '12:00:00+02' }, '12:00:00+02:00'],
    [{ kind: 'timetz' }, { stringValue: '12:00:00-05:30' }, '12:00:00-05:30'],
    [{ kind: 'timestamptz' }, { stringValue: '2024-02-29 12:00:00.5' }, '2024-02-29T12:00:00.500Z'],
    [{ kind: 'timestamptz' }, { stringValue: '2024-02-29 12:00:00.5+02' }, '2024-02-29T10:00:00.500Z'],
    [{ kind: 'timestamptz' }, { stringValue: '2024-02-29T12:00:00.123456+00:00' }, '2024-02-29T12:00:00.123456Z'],
  ])('%j reads %j', (codec, field, value) => {
    expect(fieldReader(codec)(field)).toEqual(value);
  });
});
