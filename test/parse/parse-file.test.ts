import { fc } from '../support/property.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { parseFile } from '../../src/parse/parse-file.js';
import type { Grammar } from '../../src/parse/types.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

function parse(text: string) {
  const { value, diagnostics } = parseFile(grammar, { path: 'a.sql', text });
  for (const one of value) expect(one.text).toBe(text.slice(one.span.start, one.span.end));
  return {
    texts: value.map((one) => one.text),
    said: diagnostics.map((one) => [one.code, text.slice(one.span?.start, one.span?.end)]),
    statements: value,
    diagnostics,
  };
}

describe('statements', () => {
  test.each([
    ['', []],
    [' ;; -- x\n /* y */ ', []],
    ['-- é😀\nselect 1 -- one\n; /* b */ select 2 /* after */', ['select 1', 'select 2']],
    ["select ';' ; select $$;$$; select \";\"", ["select ';'", 'select $$;$$', 'select ";"']],
    [
      'create function f() returns int begin atomic select 1; select case when true then 1 end; end; select 2;',
      ['create function f() returns int begin atomic select 1; select case when true then 1 end; end', 'select 2'],
    ],
    ['create rule r as on insert to t do instead (select 1; select 2); select 3', ['create rule r as on insert to t do instead (select 1; select 2)', 'select 3']],
    ['begin; end; select 1', ['begin', 'end', 'select 1']],
    ['\\restrict abc\'def\nselect 1;\n\\unrestrict abc\'def\n', ['select 1']],
    ["create function f() returns int language sql as $a$\n\\restrict x\n$a$", ["create function f() returns int language sql as $a$\n\\restrict x\n$a$"]],
  ])('%s', (text, expected) => {
    expect(parse(text)).toMatchObject({ texts: expected, said: [] });
  });

  test('locations in trees are offsets into the file', () => {
    const text = "select 'é😀'; bad; create table é (a int); create view v as select * from 😀";
    const [, table, view] = parse(text).statements;
    expect(table?.ast['relation']).toMatchObject({ location: text.indexOf('é (a') });
    expect(view?.needs.map((name) => [name.name, text.slice(name.span.start, name.span.end)])).toEqual([['😀', '😀']]);
  });
});

describe('mistakes', () => {
  test('all of a file, each at its place, and the rest is there', () => {
    const text = "select 1;\nselec 2;\ncreate table é (a in't');\ncreate table b (a int;\nselect 3;\nselect 'é', from x;\nselect 4";
    expect(parse(text)).toMatchObject({
      texts: ['select 1', 'select 3', 'select 4'],
      said: [['PGC100', 'selec'], ['PGC100', 'in'], ['PGC100', ';'], ['PGC100', 'from']],
    });
  });

  test('in a BEGIN ATOMIC body only one', () => {
    const text = 'create procedure p() begin atomic select 1; selec 2; select case when a then 1 end; end; select 3';
    expect(parse(text)).toMatchObject({ texts: ['select 3'], said: [['PGC100', 'selec']] });
  });

  test('a literal without an end', () => {
    const text = "select 1; selec 2; select 'abc; select 3;\n";
    expect(parse(text)).toMatchObject({ texts: ['select 1'], said: [['PGC100', 'selec'], ['PGC100', "'"]] });
    expect(parse(text).diagnostics[1]?.message).toBe('unterminated quoted string');
  });

  test.each([
    ['select 1;\n\\connect db\nselect 2;', 'PGC101', '\\connect'],
    ['select 1 \\gexec\n; select 2;', 'PGC101', '\\gexec'],
    ['select 1;\ncopy t (a) from stdin;\nit\'s; data\n\\.\nselect 2;', 'PGC102', 'copy t (a) from stdin'],
    ['select 1; \0select 2', 'PGC113', '\0'],
  ])('%s', (text, code, place) => {
    const result = parse(text);
    expect(result.said).toEqual([[code, place]]);
    expect(result.texts).toEqual(code === 'PGC113' ? [] : ['select 1', 'select 2']);
  });

  test('names that PostgreSQL cuts are a warning, two that become one an error', () => {
    const name = 'x'.repeat(63);
    const { diagnostics } = parse(`create table ${name}a (id int); create table "${name}b" (id int); create table ${name} (id int)`);
    expect(diagnostics.map((one) => [one.code, one.severity])).toEqual([['PGC103', 'warning'], ['PGC103', 'error']]);
  });

  test('an error at the end of the file is behind its last character', () => {
    const text = 'create table é (a int';
    expect(parse(text).diagnostics[0]?.span).toEqual({ file: 'a.sql', start: text.length, end: text.length });
  });
});

describe('a long file', () => {
  const statement = (n: number): string => `create table "t é${n}" (id int references "t é${n - 1}") /* ; */`;
  const text = Array.from({ length: 4000 }, (_, n) => `-- number ${n} 😀\n${statement(n)};\n`).join('');

  test('is read in stretches, with every place where it is', () => {
    const { statements, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(statements.map((one) => one.text)).toEqual(Array.from({ length: 4000 }, (_, n) => statement(n).replace(' /* ; */', '')));
    for (const [n, one] of statements.entries()) {
      const { location } = one.ast['relation'] as { readonly location: number };
      expect(text.startsWith(`"t é${n}"`, location)).toBe(true);
      expect(one.needs.map(({ name, span }) => [name, text.slice(span.start, span.end)])).toEqual([[`t é${n - 1}`, `"t é${n - 1}"`]]);
    }
  });

  test('has its mistake at its place', () => {
    const { said, texts } = parse(text.replace('create table "t é3900"', 'create tabel "t é3900"'));
    expect(said).toEqual([['PGC100', 'tabel']]);
    expect(texts).toHaveLength(3999);
  });
});

describe('search path', () => {
  test.each([
    ['set search_path = a, "B"; select 1', ['a', 'B']],
    ["select pg_catalog.set_config('search_path', '', false); select 1", []],
    ["select set_config('search_path', 'a, \"B c\"', false); select 1", ['a', 'B c']],
    ['set search_path = a; reset search_path; select 1', null],
    ['set search_path = a; set search_path to default; select 1', null],
    ["set search_path = ''; select 1", []],
    ['select 1', null],
  ])('%s', (text, path) => {
    expect(parse(text).statements.at(-1)?.searchPath).toEqual(path);
  });
});

const statements = [
  'select 1', "insert into \"é;\" values ('a;''b', E'\\';')", 'create function f() returns int begin atomic select 1; end', 'create table 😀 (a int)',
  "do $x$ begin perform ';'; end $x$", 'create view v as select $$;$$ as ";"', "comment on table t is 'it''s'", 'create function "begin"() returns int language sql as \'select 1;\'',
];
const gaps = ['', ' ', '\n', ' -- é; \n', ' /* ; /* \' */ " */ '];

test('any statements between any comments are found again, also beside a mistake', () => {
  const piece = fc.tuple(fc.constantFrom(...gaps), fc.constantFrom(...statements), fc.constantFrom(...gaps));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), (pieces, broken) => {
      const text = (broken ? 'selec 😀;' : '') + pieces.map(([before, statement, after]) => `${before}${statement}${after};`).join('');
      const result = parse(text);
      expect(result.texts).toEqual(pieces.map(([, statement]) => statement));
      expect(result.said).toEqual(broken ? [['PGC100', 'selec']] : []);
    }),
  );
});
