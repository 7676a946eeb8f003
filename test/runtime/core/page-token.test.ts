import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { CallError } from '../../../src/runtime/errors.js';
import { decodePageToken, encodePageToken } from '../../../src/runtime/page.js';

const keys = fc.array(fc.option(fc.string({ unit: 'grapheme' })), { maxLength: 4 });

describe('a page\'s token', () => {
  it('gives back its keys', () => {
    fc.assert(fc.property(keys, fc.string(), (given, binding) => {
      expect(decodePageToken(encodePageToken(given, binding), binding, given.length)).toEqual(given.map((key) => (key === null ? { isNull: true } : { stringValue: key })));
    }));
  });

  it('is refused for another call, another count of keys, and with any character changed', () => {
    fc.assert(fc.property(keys, fc.string(), fc.nat(), fc.constantFrom('A', 'b', '0', '-', '_', '=', '.', ' ', ''), (given, binding, at, character) => {
      const token = encodePageToken(given, binding);
      const place = at % token.length;
      const changed = token.slice(0, place) + character + token.slice(place + 1);
      fc.pre(changed !== token);
      expect(() => decodePageToken(changed, binding, given.length)).toThrow(CallError);
      expect(() => decodePageToken(token, `${binding}!`, given.length)).toThrow(CallError);
      expect(() => decodePageToken(token, binding, given.length + 1)).toThrow(CallError);
    }));
  });

  it.each([{ toString: 1 }, [['1']], 1, true, '\0', '\ud800'])('is refused with the key %j, which no row has, whoever made its hash', (key) => {
    expect(() => decodePageToken(encodePageToken([key], 'b'), 'b', 1)).toThrow(CallError);
  });

  it('is refused whatever else it is', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json().map((text) => Buffer.from(text).toString('base64url'))), (token) => {
      expect(() => decodePageToken(token, 'b', 1)).toThrow(CallError);
    }));
  });
});
