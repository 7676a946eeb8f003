import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import type { Codec } from '../../../src/runtime/types.js';
import { encodeValue } from '../../../src/runtime/values/encode-value.js';
import { ValueRefused } from '../../../src/runtime/values/value-refused.js';

const list = (element: Codec): Codec => ({ kind: 'list', element });
const line: Codec = {
  kind: 'record',
  fields: [
    { name: 'sku', column: 'sku', codec: { kind: 'text' } }, { name: 'unitPrice', column: 'unit_price', codec: { kind: 'numeric' } },
    { name: 'data', column: 'data', codec: { kind: 'json' } }, { name: 'proto', column: '__proto__', codec: { kind: 'int' } },
  ],
};

const nul = 'must not contain U+0000 or half a surrogate pair';

function refusal(codec: Codec, value: unknown): ValueRefused {
  try {
    encodeValue(codec, value);
  } catch (failure) {
    if (failure instanceof ValueRefused) return failure;
    throw failure;
  }
  throw new Error('it was taken');
}

describe('encodeValue', () => {
  it.each<[Codec, unknown, unknown]>([
    [{ kind: 'boolean' }, false, { booleanValue: false }],
    [{ kind: 'int' }, 2 ** 53 - 1, { longValue: 9007199254740991 }],
    [{ kind: 'float' }, 5, { doubleValue: 5 }],
    [{ kind: 'bigint' }, '9223372036854775807', { stringValue: '9223372036854775807' }],
    [{ kind: 'bigint' }, 42, { stringValue: '42' }],
    [{ kind: 'numeric' }, '00.10', { stringValue: '00.10' }],
    [{ kind: 'numeric' }, 0.1, { stringValue: '0.1' }],
    [{ kind: 'text' }, 'a𝄞', { stringValue: 'a𝄞' }],
    [{ kind: 'bytea' }, 'AP8=', { blobValue: Buffer.from([0, 255]) }],
    [{ kind: 'json' }, 'text', { stringValue: '"text"' }],
    [{ kind: 'json' }, { a: ['\\u0000', '\\'] }, { stringValue: '{"a":["\\\\u0000","\\\\"]}' }],
    [{ kind: 'enum', labels: { 'in transit': 'IN_TRANSIT' } }, 'IN_TRANSIT', { stringValue: 'in transit' }],
    [{ kind: 'enum', labels: {} }, 'constructor', { stringValue: 'constructor' }],
    [list({ kind: 'int' }), [1, null, -2], { stringValue: '{"1",NULL,"-2"}' }],
    [list({ kind: 'text' }), [], { stringValue: '{}' }],
    [list({ kind: 'bytea' }), ['AP8='], { stringValue: '{"\\\\x00ff"}' }],
    [line, { sku: 'a', unitPrice: '1.10', data: { unitPrice: 1 } }, { stringValue: '{"sku":"a","unit_price":"1.10","data":{"unitPrice":1}}' }],
    [line, { proto: 1, data: undefined }, { stringValue: '{"__proto__":1}' }],
    [list(line), [{ sku: null }, null], { stringValue: '[{"sku":null},null]' }],
    [{ kind: 'text' }, null, { isNull: true }],
    [{ kind: 'text' }, undefined, { isNull: true }],
  ])('%j: %j', (codec, value, field) => {
    expect(encodeValue(codec, value)).toEqual(field);
  });

  it.each<[Codec, unknown, string]>([
    [{ kind: 'boolean' }, 'true', 'must be true or false'],
    [{ kind: 'int' }, 1.5, 'must be an integer within 2^53'],
    [{ kind: 'int' }, '1', 'must be an integer within 2^53'],
    [{ kind: 'int' }, 2 ** 53, 'must be an integer within 2^53'],
    [{ kind: 'float' }, Number.NaN, 'must be a finite number'],
    [{ kind: 'float' }, '1e5', 'must be a finite number'],
    [{ kind: 'bigint' }, '12345678901234567890', 'must be an integer within 2^63'],
    [{ kind: 'bigint' }, 2 ** 53, 'must be an integer within 2^53'],
    [{ kind: 'bigint' }, '1e3', 'must be an integer within 2^63'],
    [{ kind: 'bigint' }, '0x10', 'must be an integer within 2^63'],
    [{ kind: 'bigint' }, ' 1', 'must be an integer within 2^63'],
    [{ kind: 'numeric' }, 'NaN', 'must be a decimal number'],
    [{ kind: 'numeric' }, '1\n', 'must be a decimal number'],
    [{ kind: 'numeric' }, `${'1'.repeat(200_000)}x`, 'must be a decimal number'],
    [{ kind: 'text' }, 'a\0b', nul],
    [{ kind: 'text' }, '\ud834', nul],
    [{ kind: 'text' }, { toString: () => 'x' }, 'must be a string'],
    [{ kind: 'uuid' }, 'x', 'must be a UUID'],
    [{ kind: 'bytea' }, 'AP8', 'must be base64'],
    [{ kind: 'bytea' }, 'A_8=', 'must be base64'],
    [{ kind: 'json' }, { a: 'b\0' }, nul],
    [{ kind: 'json' }, ['\udd1e'], nul],
    [{ kind: 'json' }, { a: '\\\0' }, nul],
    [{ kind: 'json' }, () => 1, 'must be a JSON value'],
    [{ kind: 'enum', labels: {} }, 'a\0', nul],
    [list({ kind: 'int' }), '{1,2}', 'must be a list'],
    [line, [], 'must be an object'],
  ])('refuses %j: %j', (codec, value, reason) => {
    expect(refusal(codec, value)).toMatchObject({ message: reason, path: [] });
  });

  it('says where in a list of records it was', () => {
    expect(refusal(list(line), [{ sku: 'a' }, { unitPrice: 'many' }])).toMatchObject({ message: 'must be a decimal number', path: ['1', 'unitPrice'] });
    expect(refusal(list({ kind: 'int' }), [1, [2]])).toMatchObject({ message: 'must be an integer within 2^53', path: ['1'] });
    for (const kind of ['text', 'numeric', 'boolean', 'timestamptz', 'bytea'] as const) expect(refusal(list({ kind }), [null, ['a']]).path).toEqual(['1']);
    expect(refusal(line, JSON.parse('{"__proto__": 1}'))).toMatchObject({ message: 'is not a field of this input', path: ['__proto__'] });
    expect(refusal(line, { constructor: 1 })).toMatchObject({ path: ['constructor'] });
  });

  it('refuses JSON that is nested too deep to write', () => {
    const deep = JSON.parse(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`) as unknown;
    expect(refusal({ kind: 'json' }, deep).message).toBe('must be a JSON value');
  });

  it('either encodes or refuses, whatever comes', () => {
    const kinds = ['boolean', 'int', 'float', 'bigint', 'numeric', 'text', 'bytea', 'json', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'uuid'] as const;
    const codec = fc.oneof(fc.constantFrom(...kinds).map((kind): Codec => ({ kind })), fc.constantFrom(...kinds).map((kind) => list({ kind })), fc.constant(line), fc.constant(list(line)));
    fc.assert(fc.property(codec, fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withSparseArray: true }), (one, value) => {
      try {
        expect(Object.keys(encodeValue(one, value))).toHaveLength(1);
      } catch (failure) {
        expect(failure).toBeInstanceOf(ValueRefused);
      }
    }), { numRuns: 2000 });
  });
});
