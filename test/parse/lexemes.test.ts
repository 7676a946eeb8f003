import { fc } from '../support/property.js';
import { beforeAll, expect, test } from 'vitest';
import { lexemeAt, lexemeEnds, type Lexeme } from '../../src/parse/lexemes.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import type { Grammar } from '../../src/parse/types.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

/** Bits of SQL that are hard to tell apart, in any order, glued or not. */
const bits = [
  'a', 'é', '😀x', 'e', 'E', 'u', 'n', 'x1$y', '"', '""', '"a""b"', '"é"', "''", "'it''s'", "E'a\\'b'", "e'\\\\'", "U&'\\0041'", 'U&"x"', "N'x'", "B'01'",
  '$$', '$$a$$', '$t$b$$c$t$', '$1', '$', '/*', '*/', '/* c */', '/* a /* b */ c */', '-- c\n', '--', '\n', ' ', '1', '1.5', '.5', ';', ':', '::', ':=', '(', ')',
  '[', ']', '+', '-', '->>', '<@', '.', ',', '\\',
];
const soup = fc.array(fc.constantFrom(...bits), { maxLength: 14 }).map((list) => list.join(''));

function lexemes(text: string): Lexeme[] {
  const starts = [0, ...lexemeEnds(text)].slice(0, -1);
  return text === '' ? [] : starts.map((start) => lexemeAt(text, start));
}

test('lexemes cover the text without gaps', () => {
  fc.assert(
    fc.property(soup, (text) => {
      expect(lexemes(text).map((one) => text.slice(one.start, one.end)).join('')).toBe(text);
    }),
  );
});

test('literals, comments and quoted names are those of the scanner', () => {
  fc.assert(
    fc.property(soup, (text) => {
      // A bit string that goes on in the next line knows no doubled quotes; what is then in it is no SQL.
      if (grammar.scanFault(text) !== null || /B'01'[^']*\n[^']*'/.test(text)) return;
      const ours = lexemes(text).filter((one) => ['string', 'comment', 'identifier'].includes(one.kind));
      const tokens = grammar.scan(text);
      for (const lexeme of ours) {
        const last = tokens.find((token) => token.end === lexeme.end || token.end > lexeme.end);
        const first = tokens.find((token) => token.end > lexeme.start);
        // N'...' is two tokens; a literal that goes on in the next line is one token and two lexemes.
        expect(first?.kind === 'keyword' || (first?.start ?? -1) <= lexeme.start).toBe(true);
        expect(last === undefined || last.start <= lexeme.start || first?.kind === 'keyword').toBe(true);
      }
      const quoted = tokens.filter((token) => ['string', 'comment'].includes(token.kind) || token.text.endsWith('"'));
      for (const token of quoted) expect(lexemes(text).some((one) => one.end === token.end && one.kind !== 'word' && one.kind !== 'symbol')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a text that ends inside a literal is unclosed exactly where the scanner stops', () => {
  fc.assert(
    fc.property(soup, (text) => {
      const open = lexemes(text).find((one) => !one.closed);
      const fault = grammar.scanFault(text);
      if (open !== undefined) expect(fault).not.toBeNull();
      if (fault?.message.startsWith('unterminated') === true) expect(open).toBeDefined();
    }),
    { numRuns: 1000 },
  );
});

test('a fault of the scanner is at its place, in UTF-16 units', () => {
  expect(grammar.scanFault("select 'é😀', \"\", 1")).toMatchObject({ at: 14 });
  expect(grammar.scanFault("select 'é😀', E'\\xé\\u00zz'")).toMatchObject({ message: 'invalid Unicode escape' });
  expect(grammar.scan("select 'é😀', '").map((token) => token.text)).toEqual(['select', "'é😀'", ',']);
});

test('tokens and trees count UTF-16 units', () => {
  const text = "select 'é😀', \"😀\".é from é😀, b";
  expect(grammar.scan(text).map((token) => text.slice(token.start, token.end))).toEqual(['select', "'é😀'", ',', '"😀"', '.', 'é', 'from', 'é😀', ',', 'b']);
  const tree = JSON.stringify(grammar.parse(text).statements[0]?.node);
  const places = [...tree.matchAll(/"relname":"([^"]+)"[^}]*"location":(\d+)/gu)].map((match) => [match[1], Number(match[2])]);
  expect(places).toEqual([['é😀', text.indexOf('é😀,')], ['b', text.length - 1]]);
});

test('a syntax error is at its place, in UTF-16 units', () => {
  expect(grammar.parse("select 'é😀' from from t").fault).toEqual({ message: 'syntax error at or near "from"', at: 18 });
});

test('nothing is parsed of a text with a null character, and an empty text is no statement', () => {
  expect(grammar.parse('select 1;\0 drop table t').fault?.at).toBe(9);
  expect(grammar.parse('')).toEqual({ statements: [], fault: null });
});
