import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { codePointOffsets, lineColumn, utf8Offsets } from '../../src/source/positions.js';

const text = fc.array(fc.constantFrom('a', 'é', '€', '😀', '\n', '\t', ' ', '\u0301'), { maxLength: 60 }).map((parts) => parts.join(''));

test('UTF-8 bytes of every character start lead to its UTF-16 offset', () => {
  fc.assert(
    fc.property(text, (input) => {
      const convert = utf8Offsets(input);
      let offset = 0;
      for (const character of input) {
        const byte = Buffer.byteLength(input.slice(0, offset));
        for (let inside = 0; inside < Buffer.byteLength(character); inside += 1) expect(convert(byte + inside)).toBe(offset);
        offset += character.length;
      }
      expect(convert(Buffer.byteLength(input))).toBe(input.length);
    }),
  );
});

test('code points lead to UTF-16 offsets', () => {
  fc.assert(
    fc.property(text, (input) => {
      const convert = codePointOffsets(input);
      const characters = Array.from(input);
      for (let at = 0; at <= characters.length; at += 1) expect(convert(at)).toBe(characters.slice(0, at).join('').length);
    }),
  );
});

test('line and column are those of splitting the text by hand', () => {
  fc.assert(
    fc.property(text, fc.nat(), (input, seed) => {
      const characters = Array.from(input);
      const at = characters.length === 0 ? 0 : seed % (characters.length + 1);
      const before = characters.slice(0, at).join('');
      const lines = before.split('\n');
      const column = Array.from(lines.at(-1) ?? '').length + 1;
      expect(lineColumn(input, before.length)).toEqual({ line: lines.length, column });
    }),
  );
});

test('positions outside the text are clamped', () => {
  expect(utf8Offsets('é')(99)).toBe(1);
  expect(codePointOffsets('😀')(-1)).toBe(0);
  expect(lineColumn('ab\ncd', 99)).toEqual({ line: 2, column: 3 });
  expect(lineColumn('', 0)).toEqual({ line: 1, column: 1 });
});
