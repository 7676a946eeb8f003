import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import type { Codec } from '../../../src/runtime/types.js';
import { jsonReader } from '../../../src/runtime/values/json-reader.js';
import { anyInt8, anyNumeric } from './support.js';

const recordOf = (fields: readonly (readonly [string, Codec])[]): Codec => ({ kind: 'record', fields: fields.map(([name, codec]) => ({ name, column: name, codec })) });
const mixed = recordOf([
  ['id', { kind: 'bigint' }], ['price', { kind: 'numeric' }], ['data', { kind: 'json' }], ['count', { kind: 'int' }], ['note', { kind: 'text' }], ['prices', { kind: 'list', element: { kind: 'numeric' } }],
]);

describe('jsonReader', () => {
  it('keeps the digits of bigint and numeric, and the numbers of json', () => fc.assert(fc.property(anyInt8, anyNumeric, fc.jsonValue(), fc.integer(), fc.string(), fc.array(fc.option(anyNumeric)), (id, price, data, count, note, prices) => {
    const text = `{"id": ${id}, "price": ${price}, "data": ${JSON.stringify(data)}, "count":${count},"note":${JSON.stringify(note)}, "prices": [${prices.map(String).join(', ')}]}`;
    expect(jsonReader(mixed)(text)).toEqual({ id, price, data: JSON.parse(JSON.stringify(data)) as unknown, count, note, prices });
  })));

  it('leaves texts that look like numbers and quotes alone', () => {
    const note = '"12": 3, \\"4\\" [-5e6] \\';
    expect(jsonReader(mixed)(JSON.stringify({ id: 1, price: 'NaN', data: { a: '7' }, count: 2, note, prices: null }))).toEqual({ id: '1', price: 'NaN', data: { a: '7' }, count: 2, note, prices: null });
  });

  it('reads absent keys as null and never a prototype\'s', () => {
    const hostile = recordOf([['constructor', { kind: 'text' }], ['toString', { kind: 'numeric' }], ['id', { kind: 'int' }]]);
    expect(jsonReader(hostile)('{"id": 1}')).toStrictEqual({ constructor: null, toString: null, id: 1 });
    const renamed: Codec = { kind: 'record', fields: [{ name: '__proto__', column: '__proto__', codec: { kind: 'json' } }] };
    const row = jsonReader(renamed)('{"__proto__": {"admin": true}}') as Record<string, unknown>;
    expect([Object.keys(row), row['admin']]).toEqual([['__proto__'], undefined]);
  });

  it('reads a megabyte', () => {
    const note = '\\"x'.repeat(300_000);
    expect(jsonReader(mixed)(`{"id":12345678901234567,"note":${JSON.stringify(note)}}`)).toMatchObject({ id: '12345678901234567', note });
  });

  it.each(['{"id": 1', '[]', '1', '{"id": true}', '{"count": 9007199254740993}', '{"note": 5}', '{"prices": {}}'])('refuses %s without quoting it', (text) => {
    expect(() => jsonReader(mixed)(text)).toThrow(/^a value cannot be read as its type$/);
  });
});
