import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { Document, Scalar } from 'yaml';
import type { Place } from '../../src/config/place.js';
import { placeAt } from '../../src/config/place.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { lineColumn } from '../../src/source/positions.js';
import { sliceText, spanIn, wholeFile } from '../../src/source/source-text.js';
import type { SourceText } from '../../src/source/types.js';

const word = fc.constantFrom('select', 'é', '😀', ':id', "'it''s'", '"Q"', '\\', '\\n', '#', '/*? a */', '-', ',', '{', 'x', '\u0301', '\u00a0', '\u2028', '---');
const blank = fc.constantFrom(' ', '  ', '\n', '\n\n', '\n  ', '\t', ' \n', '\n\n\n');
const sql = fc.array(fc.tuple(word, blank), { minLength: 1, maxLength: 25 }).map((parts) => parts.map((part) => part.join('')).join(''));
const styles = fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN') as fc.Arbitrary<Scalar.Type>;

/** A spec with `text` somewhere in it, written in a style, or in the one that the text forces. The printer may change blanks. */
function written(text: string, style: Scalar.Type, width: number, flow: boolean): string {
  const scalar = new Scalar(text);
  scalar.type = style;
  const document = new Document({ a: { é: ['😀', { sql: null }] }, z: 1 });
  document.setIn(['a', 'é', 1, 'sql'], scalar);
  if (flow) (document.getIn(['a', 'é', 1]) as { flow: boolean }).flow = true;
  return document.toString({ lineWidth: width, indent: 3, minContentWidth: 0 });
}

function textIn(file: string, source: SourceText): SourceText {
  const { place } = readYaml(source);
  // What the printer folds is sometimes no YAML at all.
  fc.pre(place !== null);
  const { text } = placeAt(place as Place, 'a', 'é', 1, 'sql');
  if (text === null) throw new Error(`no text: ${file}`);
  return text;
}

test('every character of a text has its place in the file, in every style of YAML', () => {
  fc.assert(
    fc.property(sql, styles, fc.constantFrom(0, 20, 40), fc.boolean(), (input, style, width, flow) => {
      const file = written(input, style, width, flow);
      const piece = textIn(file, wholeFile({ path: 'a.yaml', text: file }));
      const { text } = piece;
      const literal = /sql: *\|/u.test(file);
      let last = -1;
      for (let at = 0; at < text.length; at += 1) {
        const { start, end } = spanIn(piece, at, at + 1);
        const [wanted, there] = [text.charAt(at), file.charAt(start)];
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBe(start + 1);
        last = start;
        // An escape stands where its backslash is; folding makes a blank of a line end.
        const escape = there === '\\' || file.slice(Math.max(0, start - 9), start + 1).includes('\\');
        const fits = literal ? there === wanted : there === wanted || escape || (/[ \n\t]/u.test(wanted) && /[ \n\t"]/u.test(there));
        expect(fits, `${JSON.stringify(wanted)} at ${at} of ${JSON.stringify(text)} is ${JSON.stringify(there)} in\n${file}`).toBe(true);
      }
    }),
    { numRuns: 1500 },
  );
});

test('words are found whole in every style without escapes', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zé😀]{1,5}$/u), { minLength: 1, maxLength: 20 }), styles, fc.constantFrom(0, 12, 40), fc.constantFrom(' ', '\n', '\n\n', '  \n '), (words, style, width, gap) => {
      const text = words.join(gap);
      const file = written(text, style, width, false);
      const piece = textIn(file, wholeFile({ path: 'a.yaml', text: file }));
      fc.pre(piece.text === text);
      let at = 0;
      for (const one of words) {
        const { start, end } = spanIn(piece, at, at + one.length);
        const found = file.slice(start, end);
        if (!found.includes('\\')) expect(found).toBe(one);
        at += one.length + gap.length;
      }
    }),
  );
});

test('a header inside another file has the places of that file', () => {
  const before = '/*--- 😀é\n';
  const yaml = 'a:\n  é:\n    - 1\n    - sql: |\n        select 1,\n          é😀\n';
  const whole = wholeFile({ path: 'a.sql', text: `${before}${yaml}---*/` });
  const piece = textIn(yaml, sliceText(whole, before.length, before.length + yaml.length));
  const { start } = spanIn(piece, piece.text.indexOf('😀'), piece.text.length);
  expect(lineColumn(whole.text, start)).toEqual({ line: 7, column: 12 });
});

test('the end of a block is behind its last line', () => {
  const yaml = 'a:\n  é:\n    - 1\n    - sql: |\n        select\nz: 1\n';
  const piece = textIn(yaml, wholeFile({ path: 'a.yaml', text: yaml }));
  expect(lineColumn(yaml, spanIn(piece, piece.text.length, piece.text.length).start)).toEqual({ line: 6, column: 1 });
});
