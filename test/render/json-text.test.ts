import { fc } from '../support/property.js';
import { expect, it } from 'vitest';
import { jsonText } from '../../src/render/json-text.js';

it('reads back as what was written', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), fc.nat(6), (value, levels) => {
      expect(JSON.parse(jsonText(value, levels))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('breaks into lines down to the level asked for, and keeps short things together', () => {
  const long = 'x'.repeat(130);
  expect(jsonText({ a: { b: [1, { c: 2 }], d: long }, e: [], f: undefined }, 2)).toBe(`{\n  "a": {\n    "b": [1,{"c":2}],\n    "d": "${long}"\n  },\n  "e": []\n}\n`);
  expect(jsonText({ a: [[long, { b: [1, 2] }]] }, 2)).toBe(`{\n  "a": [\n    ["${long}",{"b":[1,2]}]\n  ]\n}\n`);
});
