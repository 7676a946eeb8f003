import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toParameters } from '../../../src/runtime/values/to-parameters.js';
import { ValueRefused } from '../../../src/runtime/values/value-refused.js';
import { openDatabase } from './support.js';

describe('toParameters', () => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database?.close());

  it('goes by what the values are', () => {
    const found = toParameters({ long: 5, double: 0.5, big: 2 ** 60, bigint: 2n ** 63n - 1n, yes: true, text: 'a', when: new Date(0), bytes: Buffer.from([1]), list: ['a"', null, 1], object: { a: 1 }, none: null });
    expect(found).toEqual([
      { name: 'long', value: { longValue: 5 } }, { name: 'double', value: { doubleValue: 0.5 } }, { name: 'big', value: { doubleValue: 2 ** 60 } },
      { name: 'bigint', value: { stringValue: '9223372036854775807' } }, { name: 'yes', value: { booleanValue: true } }, { name: 'text', value: { stringValue: 'a' } },
      { name: 'when', value: { stringValue: '1970-01-01T00:00:00.000Z' } }, { name: 'bytes', value: { blobValue: Buffer.from([1]) } },
      { name: 'list', value: { stringValue: '{"a\\"",NULL,"1"}' } }, { name: 'object', value: { stringValue: '{"a":1}' } }, { name: 'none', value: { isNull: true } },
    ]);
  });

  it('writes lists that PostgreSQL casts to arrays of their types', async () => {
    const lists = { int8: [1, 2n ** 63n - 1n, null], timestamptz: [new Date(0)], bytea: [Buffer.from([0, 255])], jsonb: [{ a: '"' }], bool: [true], float8: [1e300] };
    const texts = toParameters(lists).map(({ value }) => ('stringValue' in value ? value.stringValue : ''));
    const types = Object.keys(lists);
    const { rows } = await database.client.query(`select ${types.map((type, n) => `to_jsonb(($${n + 1}::text)::${type}[])::text as ${type}`).join(', ')}`, texts);
    expect(rows[0]).toEqual({ int8: '[1, 9223372036854775807, null]', timestamptz: '["1970-01-01T00:00:00+00:00"]', bytea: '["\\\\x00ff"]', jsonb: '[{"a": "\\""}]', bool: '[true]', float8: `[1${'0'.repeat(300)}]` });
  });

  it.each<[unknown, readonly string[]]>([
    [undefined, ['x']], [Number.NaN, ['x']], [Number.POSITIVE_INFINITY, ['x']], ['a\0', ['x']], ['\ud834', ['x']], [new Date(Number.NaN), ['x']], [Symbol('s'), ['x']], [() => 1, ['x']],
    [[1, [2]], ['x', '1']], [[undefined], ['x', '0']], [{ a: 1n }, ['x']], [{ a: 'b\0' }, ['x']],
  ])('refuses %o, and says where', (value, path) => {
    expect(() => toParameters({ first: 1, x: value })).toThrow(expect.objectContaining({ path }));
    expect(() => toParameters({ x: value })).toThrow(ValueRefused);
  });
});
