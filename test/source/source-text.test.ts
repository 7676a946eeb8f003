import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { sliceText, spanIn, wholeFile } from '../../src/source/source-text.js';
import type { SourceText } from '../../src/source/types.js';

/** A piece made of runs of a file, in order, with other text between them. */
const cut = fc
  .array(fc.record({ skip: fc.stringMatching(/^[ #]{1,4}$/u), take: fc.stringMatching(/^[a-zé😀\n]{1,6}$/u) }), { minLength: 1, maxLength: 6 })
  .map((runs) => {
    let file = '';
    let text = '';
    const segments: { at: number; source: number }[] = [];
    for (const { skip, take } of runs) {
      file += skip;
      segments.push({ at: text.length, source: file.length });
      file += take;
      text += take;
    }
    return { file, piece: { file: 'x.yaml', text, segments } satisfies SourceText };
  });

test('every unit of a piece is found in its file', () => {
  fc.assert(
    fc.property(cut, ({ file, piece }) => {
      for (let at = 0; at < piece.text.length; at += 1) {
        const span = spanIn(piece, at, at + 1);
        expect(file.slice(span.start, span.end)).toBe(piece.text.slice(at, at + 1));
      }
    }),
  );
});

test('a slice of a piece leads to the same places as the piece', () => {
  fc.assert(
    fc.property(cut, fc.nat(30), fc.nat(30), ({ piece }, a, b) => {
      const start = Math.min(a, b, piece.text.length);
      const end = Math.min(Math.max(a, b), piece.text.length);
      const slice = sliceText(piece, start, end);
      expect(slice.text).toBe(piece.text.slice(start, end));
      for (let at = 0; at < slice.text.length; at += 1) expect(spanIn(slice, at, at + 1)).toEqual(spanIn(piece, start + at, start + at + 1));
    }),
  );
});

test('the end of a span stays on the line of its last character', () => {
  const piece: SourceText = { file: 'f', text: 'ab\ncd', segments: [{ at: 0, source: 10 }, { at: 3, source: 20 }] };
  expect(spanIn(piece, 0, 3)).toEqual({ file: 'f', start: 10, end: 13 });
  expect(spanIn(piece, 3, 3)).toEqual({ file: 'f', start: 20, end: 20 });
});

test('a whole file is a piece of itself', () => {
  expect(spanIn(wholeFile({ path: 'a.sql', text: 'select 1' }), 7, 8)).toEqual({ file: 'a.sql', start: 7, end: 8 });
});
