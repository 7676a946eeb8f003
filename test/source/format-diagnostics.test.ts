import { expect, test } from 'vitest';
import { error, hasErrors, info, sortDiagnostics, warning } from '../../src/source/diagnostic.js';
import { formatDiagnostics } from '../../src/source/format-diagnostics.js';

const plain = { color: false };

function print(text: string, marked: string, hint?: string): string {
  const start = text.indexOf(marked);
  const span = { file: 'a.sql', start, end: start + marked.length };
  return formatDiagnostics([error('PGC001', 'wrong', span, hint)], new Map([['a.sql', text]]), plain);
}

test('place, severity, code, line, caret and hint', () => {
  expect(print('select 1;\nselect nme from t;\n', 'nme', 'did you mean "name"?')).toBe(
    'a.sql:2:8 error PGC001: wrong\n  select nme from t;\n         ^^^\n  = help: did you mean "name"?\n',
  );
});

test('carets stand right behind tabs, wide characters, combining marks and under astral ones', () => {
  expect(print('\tselect x', 'x')).toBe('a.sql:1:9 error PGC001: wrong\n  \tselect x\n  \t       ^\n');
  expect(print("select '😀é日', x", 'x')).toBe("a.sql:1:15 error PGC001: wrong\n  select '😀é日', x\n                  ^\n");
  expect(print('e\u0301 x', 'x')).toBe('a.sql:1:4 error PGC001: wrong\n  e\u0301 x\n    ^\n');
  expect(print('a 😀😀', '😀😀')).toBe('a.sql:1:3 error PGC001: wrong\n  a 😀😀\n    ^^^^\n');
});

test('a span over several lines is marked to the end of the first', () => {
  expect(print('select 1,\n  2', '1,\n  2')).toBe('a.sql:1:8 error PGC001: wrong\n  select 1,\n         ^^\n');
});

test('the end of the text can be pointed at', () => {
  const ds = [error('PGC001', 'more expected', { file: 'a.sql', start: 6, end: 6 })];
  expect(formatDiagnostics(ds, new Map([['a.sql', 'select']]), plain)).toBe(
    'a.sql:1:7 error PGC001: more expected\n  select\n        ^\n',
  );
});

test('only the neighbourhood of the place is shown of an endless line', () => {
  const out = print(`${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`, 'HERE').split('\n');
  expect(out[1]).toBe(`  … ${'x'.repeat(100)}HERE${'y'.repeat(96)} …`);
  expect(out[2]).toBe(`  ${' '.repeat(102)}^^^^`);
});

test('control characters and text direction marks of the user reach no terminal', () => {
  const out = print('select \u001b[31m\u202e x', 'x', 'h\u001b[2J');
  expect(out).toBe('a.sql:1:15 error PGC001: wrong\n  select ␛[31m\ufffd x\n                ^\n  = help: h␛[2J\n');
  const named = error('PGC001', 'a\n  b\u0007', { file: 'x\u001b.sql', start: 0, end: 0 });
  expect(formatDiagnostics([named], new Map(), plain)).toBe('x␛.sql:1:1 error PGC001: a b␇\n');
});

test('related places, hints of several lines, no place at all', () => {
  const texts = new Map([['a.yaml', 'one: 1\none: 2\n']]);
  const related = [{ message: 'first here', span: { file: 'a.yaml', start: 0, end: 3 } }];
  const ds = [
    warning('PGC002', 'said twice', { file: 'a.yaml', start: 7, end: 10 }, 'write\n  one: 1', related),
    info('PGC003', 'all is read', null),
  ];
  expect(formatDiagnostics(ds, texts, plain)).toBe(
    [
      'info PGC003: all is read', '', 'a.yaml:2:1 warning PGC002: said twice', '  one: 2', '  ^^^', '  = help: write',
      '            one: 1', '  a.yaml:1:1 note: first here', '    one: 1', '    ^^^', '',
    ].join('\n'),
  );
});

test('colour on request', () => {
  const out = formatDiagnostics([error('PGC001', 'wrong', null)], new Map(), { color: true });
  expect(out).toBe('\u001b[31merror\u001b[39m PGC001: wrong\n');
});

test('sorted by file, place and code, and asked for errors', () => {
  const at = (file: string, start: number) => ({ file, start, end: start });
  const ds = [error('PGC002', 'b', at('b', 0)), warning('PGC001', 'z', at('a', 5)), info('PGC001', 'a', at('a', 1)), info('PGC004', '', null)];
  expect(sortDiagnostics(ds).map((one) => one.message)).toEqual(['', 'a', 'z', 'b']);
  expect([hasErrors(ds), hasErrors(ds.slice(1))]).toEqual([true, false]);
});
