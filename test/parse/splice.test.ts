import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { splice } from '../../src/parse/splice.js';
import type { Edit } from '../../src/parse/types.js';

/** Any text, and edits of it that do not overlap. */
const spliced = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 5 })), { maxLength: 8 }))
  .map(([text, wishes]) => {
    const cuts = wishes.flatMap(([at]) => [at % (text.length + 1)]).sort((a, b) => a - b);
    const edits: Edit[] = [];
    for (let index = 0; index + 1 < cuts.length; index += 2) {
      edits.push({ start: cuts[index] ?? 0, end: cuts[index + 1] ?? 0, text: wishes[index]?.[1] ?? '' });
    }
    return { text, edits };
  });

test('the result is the text with its edits, in whatever order they came', () => {
  fc.assert(
    fc.property(spliced, ({ text, edits }) => {
      let expected = text;
      for (const edit of edits.toReversed()) expected = expected.slice(0, edit.start) + edit.text + expected.slice(edit.end);
      expect(splice(text, edits).text).toBe(expected);
      const touching = edits.some((edit, index) => edits[index + 1]?.start === edit.start);
      if (!touching) expect(splice(text, edits.toReversed()).text).toBe(expected);
    }),
  );
});

test('what no edit touched is found again, both ways', () => {
  fc.assert(
    fc.property(spliced, ({ text, edits }) => {
      const result = splice(text, edits);
      for (let at = 0; at < text.length; at += 1) {
        if (edits.some((edit) => at >= edit.start && at < edit.end)) continue;
        expect(result.text[result.toTarget(at)]).toBe(text[at]);
        expect(result.toSource(result.toTarget(at))).toBe(at);
      }
    }),
  );
});

test('ranges grow to whole replacements and never leave the text', () => {
  fc.assert(
    fc.property(spliced, fc.nat(), fc.nat(), ({ text, edits }, one, other) => {
      const result = splice(text, edits);
      const [start, end] = [one % (result.text.length + 1), other % (result.text.length + 1)].sort((a, b) => a - b);
      const range = result.sourceRange(start ?? 0, end ?? 0);
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeLessThanOrEqual(text.length);
      expect(range.start).toBeLessThanOrEqual(range.end);
      for (let at = start ?? 0; at < (end ?? 0); at += 1) {
        const source = result.toSource(at);
        expect(source).toBeGreaterThanOrEqual(range.start);
        expect(source).toBeLessThanOrEqual(range.end);
      }
    }),
  );
});

test('insertions at one place keep their order', () => {
  expect(splice('ab', [{ start: 1, end: 1, text: '1' }, { start: 1, end: 1, text: '2' }]).text).toBe('a12b');
});

test.each([
  [[{ start: 0, end: 2, text: '' }, { start: 1, end: 3, text: '' }]],
  [[{ start: 2, end: 5, text: '' }]],
  [[{ start: 2, end: 1, text: '' }]],
])('edits that cannot be are our bug: %j', (edits) => {
  expect(() => splice('abc', edits)).toThrow(/splice/u);
});
