import { fc } from '../../support/property.js';
import { beforeAll, expect, test } from 'vitest';
import { countStatements } from '../../../src/local/data-api/count-statements.js';
import { lexemes } from '../../../src/local/data-api/lexemes.js';
import { text, useHarness, type Api } from './harness.js';

const harness = useHarness();
let api: Api;
beforeAll(async () => { api = await harness.open(); });

const counts: readonly [string, number][] = [
  ['', 0], [' ;; -- x', 0], ['select 1', 1], ['select 1;', 1], ['select 1; -- ;', 1], ['select 1; select 2', 2], [`select ';'; select E'\\';'`, 2],
  ['select $$;$$', 1], ['select $a$ $$;$$ $a$', 1], ['select 1 /* ; /* ; */ ; */', 1], ['select 1 as ";"', 1], ['select $1; select $1', 2], [`select 'a`, 1],
  ['create function f() returns int begin atomic select 1; select case when true then 2 end; end', 1],
  ['create or replace procedure p() language sql begin atomic select 1; end; select 1', 2],
  ['create rule r as on insert to t do also (select 1; select 2)', 1],
  ['begin; select 1', 2], ['create table begin_(a int); select 1', 2], [`do $$ begin perform 1; end $$`, 1],
];
test.each(counts)('%j: %i', (sql, count) => {
  expect(countStatements(sql)).toBe(count);
});

test('where the count is wrong, PostgreSQL\'s own decides', async () => {
  // A bracket that is never closed hides the semicolon.
  expect((await api.fails('select 1); select 2')).name).toMatch(/ValidationException|DatabaseErrorException/);
  for (const [sql, count] of counts.filter(([, number]) => number > 1)) {
    expect((await api.fails(sql)).name, `${sql} has ${count}`).toBe('ValidationException');
  }
});

const noise = fc.string({ unit: fc.constantFrom(':x', ':', 'a', '1', ' ', '\\', '"', "'", '$', '$$', '$t$', '--', '/*', '*/', '\n', ';', 'é', '(', '[', '\u{1f600}') });
const quoted = fc.oneof(
  noise.map((value) => ({ sql: `'${value.replaceAll("'", "''")}'`, value })),
  noise.map((value) => ({ sql: ` E'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`, value })),
  noise.filter((value) => !value.includes('$')).map((value) => ({ sql: ` $q$${value}$q$`, value })),
  fc.constant({ sql: ':x', value: '<:x>' }),
);
const comment = fc.oneof(
  noise.map((value) => `/*${value.replaceAll('*/', '').replaceAll('/*', '')} */`.replace('/*/', '/* /')),
  noise.map((value) => `--${value.replaceAll('\n', '')}\n`),
  fc.constant(' '),
);

test('whatever stands in literals and comments, PostgreSQL and the lexer agree on where the parameters are', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(quoted, comment), { minLength: 1, maxLength: 8 }), async (pieces) => {
    const sql = `select ${pieces.map(([{ sql: literal }, between]) => `${literal} ${between}`).join(' || ')}`;
    expect(await api.value(sql, [text('x', '<:x>')])).toEqual({ stringValue: pieces.map(([{ value }]) => value).join('') });
  }), { numRuns: 150 });
});

test('lexemes cover any text in order and end with it', () => {
  fc.assert(fc.property(noise, (sql) => {
    let at = 0;
    for (const { start, end, kind, text: found } of lexemes(sql)) {
      expect(start).toBeGreaterThanOrEqual(at);
      expect(end).toBeGreaterThan(start);
      if (kind === 'place') expect(sql.slice(start, end)).toBe(`:${found}`);
      at = end;
    }
    expect(at).toBeLessThanOrEqual(sql.length);
  }));
});

test('a long text takes no long time', () => {
  const started = performance.now();
  for (const part of ["'", "E'\\", '$$', '/*', ':', '$a', '"', "E'a'\n", '(', '--']) countStatements(part.repeat(65_536 / part.length));
  expect(performance.now() - started).toBeLessThan(2000);
});
