import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { parseTypeExpression } from '../../src/config/type-expression.js';

const span = { file: 'a.yaml', start: 0, end: 1 };

test.each([
  ['text', 'text', false, false, false],
  ['uuid!', 'uuid', false, true, false],
  [' uuid ! ', 'uuid', false, true, false],
  ['[LineInput!]!', 'LineInput', true, true, true],
  ['[orders]', 'orders', true, false, false],
  ['uuid[]', 'uuid', true, false, false],
  ['int[]!', 'int', true, true, false],
  ['numeric(10, 2)!', 'numeric(10,2)', false, true, false],
  ['double  precision', 'double precision', false, false, false],
  ['timestamp(3) with time zone!', 'timestamp(3) with time zone', false, true, false],
  ['interval day to second', 'interval day to second', false, false, false],
  ['shared.country!', 'shared.country', false, true, false],
  ['"Order Status"!', '"Order Status"', false, true, false],
  ['größe', 'größe', false, false, false],
])('%s', (text, name, list, required, elementRequired) => {
  expect(parseTypeExpression(text, span)).toEqual({ name, list, required, elementRequired, span });
});

test.each(['', '!', '[]', '[[int]]', 'int[][]', 'int; drop table x', 'a b(', '[int', 'int]', "'x'", '"', 'a.b.c', '1a', 'int!!', '[a!]!!', 'x -- y', '"a\0"'])('%j is none', (text) => {
  expect(parseTypeExpression(text, span)).toMatchObject({ code: 'PGC050', span });
});

test('nothing that could end a type in SQL gets into a name', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '(', ')', ';', "'", '-', '/', '*', '!', '[', ']', ',', '1', '.', '"', '$', '\\') }), (text) => {
      const type = parseTypeExpression(text, span);
      if ('name' in type && !type.name.includes('"')) expect(type.name).toMatch(/^[\w$.(), -]+$/u);
      if ('name' in type) expect(type.name.replaceAll(/"(?:[^"]|"")+"/gu, '')).not.toMatch(/[;'"]|--|\/\*/u);
    }),
    { numRuns: 2000 },
  );
});
