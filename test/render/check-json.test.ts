import { fc } from '../support/property.js';
import { describe, expect, it } from 'vitest';
import { checkJson } from '../../src/render/check-json.js';
import { jsonText } from '../../src/render/json-text.js';

const reads = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const taken = (text: string): boolean => {
  try {
    checkJson(text);
    return true;
  } catch {
    return false;
  }
};

describe('checkJson', () => {
  it('takes what is printed', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()))), fc.nat(6), (value, levels) => {
      checkJson(jsonText(value, levels));
    }));
  });

  it('judges any text as JSON.parse does', () => {
    const text = jsonText({ a: 1, statements: { 'Query."a': { sql: ['x\n    }', { b: '}' }] }, b: { c: { d: ['y'.repeat(130)] } }, e: {} } }, 6);
    expect(taken(text)).toBe(true);
    const change = fc.tuple(fc.nat(text.length), fc.nat(4), fc.constantFrom('', '{', '}', '"', ',', '\n', '    }', '\n    },\n    "x": {\n', '\\', 'null', '[', ']', ' '));
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = changes.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), text);
      expect(taken(changed)).toBe(reads(changed));
    }), { numRuns: 5000 });
  });
});
