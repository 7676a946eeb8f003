import { fc } from '../../support/property.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadGrammar, type Grammar } from '../../../src/parse/load-grammar.js';
import { readParameters } from '../../../src/parse/read-parameters.js';
import { scanSql } from '../../../src/runtime/sql/scan.js';

const found = (text: string) => scanSql(text).map(({ name }) => name);

describe('scanSql', () => {
  it.each([
    ["select 'x:b', E'\\':c', 'it''s :d', :e", ['e']],
    ["E'a' -- :b\n 'c\\':d' :e", ['e']],
    ["U&'\\0041:a' u&\":b\" \":c\"\"\" B'0:d' x':e' n':f' :g", ['g']],
    ['$t$ :a $$ :b $t$ $$ :c $$ :d $1:e', ['d', 'e']],
    ['a$b$ :c x$b$:d $ :e', ['c', 'd', 'e']],
    ['/* :a /* */ :b */ :c -- :d\r:e --:f', ['c', 'e']],
    ['x::int, y := z, :::w, : :v, : u', ['v']],
    ['a[1:n], a[:n], a[(:m)], array[:k, [:l]], x[array[:p]:q]', ['m', 'k', 'l', 'p']],
    ["json_object('k':v, (x):w, a : b, 'c': :d, key 'e' value :f), json_objectagg(k:v)", ['d', 'f']],
    [":e'', :U&'x', :'x', :\"x\"", []],
    ['é:a :é _x:_y :b.c', ['a', 'é', '_y', 'b']],
    ["'never closed :a", []], ['$a$ :b $c$', []], ['/* :a', []], ['":a', []], ["E'\\", []],
    ['{tenant}.t \'{tenant}\' "{tenant}" --{tenant}\n{ tenant } {tenant}.f(:a)', ['tenant', 'tenant', 'a']],
  ])('reads %s', (text, names) => expect(found(text)).toEqual(names));

  it('ends a number where PostgreSQL ends it', () => {
    expect(['.5.array[:a]', '1.5.array[:a]', '1..array[:a]', '1e5.5.array[:a]', '1.e5:a', '1_0.5:a'].map(found)).toEqual(Array(6).fill(['a']));
  });

  it('gives the place of the colon and of the end', () => {
    expect(scanSql('select :id::int from {tenant}.t')).toEqual([
      { kind: 'parameter', name: 'id', start: 7, end: 10 },
      { kind: 'tenant', name: 'tenant', start: 21, end: 29 },
    ]);
  });

  it('stays linear on texts made to be slow', () => {
    for (const piece of ["'", "E'\\'", "'\n", "e'' --\n", '$a', '$a$', '/*', '{', ':', '-- ', "e'\n--"]) {
      const began = performance.now();
      scanSql(piece.repeat(65_536 / piece.length));
      expect(performance.now() - began, piece).toBeLessThan(2000);
    }
  });
});

describe('scanSql beside the generator', () => {
  let grammar: Grammar;
  beforeAll(async () => void (grammar = await loadGrammar()));

  const pieces = fc.constantFrom(
    ' ', '\n', '\r', '\t', "'", "'", '"', '"', "''", "E'", "e'", '\\', "U&'", 'U&"', "B'", "x'", "N'", '$', '$$', '$a$', '$a1$', '$b$', '$1', '--', '/*', '*/', '*', '/', '-',
    ':', ':', '::', ':=', ':a', ':a', ':bc1', ':é', 'a', 'e', 'u', 'n', 'x', 'b', 'é', '𝕏', '_', 'array', 'array[', 'ARRAY[', '[', '[', ']', '(', '(', ')', ',', '.', '1', '.5', '1e5', '{tenant}', '{', '}',
    'json_object(', 'JSON_OBJECTAGG(', 'value ', 'key ', 'and ', 'case ', 'when ', 'null ', 'zone ', ';', '+', '@', '&', '<',
  );
  const texts = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(''));

  /** Colons of the parameters that the generator sees; null where PostgreSQL cannot scan the text, or the name is refused. */
  function house(text: string): number[] | null {
    if (text.includes('\0') || grammar.scanFault(text) !== null) return null;
    const { value, diagnostics } = readParameters(grammar.scan(text), [], { file: 'x.sql', text, segments: [] });
    return diagnostics.length > 0 ? null : value.map(({ start }) => start);
  }

  it('finds the same parameters', () => {
    let compared = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const expected = house(text);
        if (expected === null) return;
        compared += expected.length;
        // The generator takes no parameter whose name begins with an underscore.
        const ours = scanSql(text).filter(({ kind, name }) => kind === 'parameter' && !name.startsWith('_'));
        expect(ours.map(({ start }) => start)).toEqual(expected);
      }),
      { numRuns: 20_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('finds {tenant} where the scanner sees the three tokens', () => {
    fc.assert(
      fc.property(texts, (text) => {
        if (grammar.scanFault(text) !== null) return;
        const tokens = grammar.scan(text);
        const expected = tokens.flatMap(({ text: brace, start }, index) =>
          brace === '{' && tokens[index + 1]?.text === 'tenant' && text.startsWith('{tenant}', start) ? [start] : []);
        expect(scanSql(text).filter(({ kind }) => kind === 'tenant').map(({ start }) => start)).toEqual(expected);
      }),
      { numRuns: 5_000 },
    );
  });
});
