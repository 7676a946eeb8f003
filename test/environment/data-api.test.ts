import { beforeAll, describe, expect, it } from 'vitest';
import { cutStatements, nameParameters } from '../../src/environment/data-api/cut-statements.js';
import { dataApiFailure } from '../../src/environment/data-api/data-api-failure.js';
import { toParameter, toRow } from '../../src/environment/data-api/values.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import type { Grammar } from '../../src/parse/types.js';
import { sqlFailure } from '../../src/postgres/failure.js';
import { controlSteps } from '../../src/tenancy/control/steps.js';
import { makeConfig } from '../catalog/support.js';

let grammar: Grammar;
beforeAll(async () => void (grammar = await loadGrammar()));

describe('statements of a text', () => {
  it('are told apart by the grammar, not by semicolons', () => {
    const text = `begin; create function f() returns int language sql begin atomic select 1; select 2; end; do $$ begin perform 1; end $$;
      -- a; comment
      select ';' as ";"; create rule r as on insert to t do also (select 1; select 2); select 1 into t; commit;`;
    expect(cutStatements(grammar, text).map(({ kind, text: one }) => [kind, one.replace(/\s+/g, ' ').slice(0, 26)])).toEqual([
      ['begin', 'begin'], ['other', 'create function f() return'], ['other', 'do $$ begin perform 1; end'], ['query', `select ';' as ";"`],
      ['other', 'create rule r as on insert'], ['other', 'select 1 into t'], ['commit', 'commit'],
    ]);
  });

  it('that write in a WITH stay at the top', () => {
    const kind = (text: string): unknown => cutStatements(grammar, text)[0]?.kind;
    expect(kind('with a as (insert into t values (1) returning *) select * from a')).toBe('other');
    expect(kind("with a as (select 'InsertStmt') select * from a")).toBe('query');
  });

  it('of the control schema all fit into a call', () => {
    const texts = controlSteps(makeConfig({})).flatMap(({ sql }) => cutStatements(grammar, sql));
    expect(texts.length).toBeGreaterThan(100);
    expect(Math.max(...texts.map(({ text }) => Buffer.byteLength(text)))).toBeLessThan(65_536);
  });
});

describe('parameters', () => {
  it('get names where the scanner sees them, and nowhere else', () => {
    const text = `select $1, '$1', "$1", $$ $1 $$, E'\\'$1', $2::uuid, a$1 /* $1 */ -- $1\n, $10`;
    expect(nameParameters(grammar, text, [])).toBe(`select :p1, '$1', "$1", $$ $1 $$, E'\\'$1', :p2::uuid, a$1 /* $1 */ -- $1\n, :p10`);
  });

  it('that are lists say their type', () => {
    expect(nameParameters(grammar, 'select any ($2), $1', ['a', ['x']])).toBe('select any (:p2::text[]), :p1');
    expect(toParameter(['a"b\\', null, 'x,y'], 1)).toEqual({ name: 'p2', value: { stringValue: '{"a\\"b\\\\",NULL,"x,y"}' } });
  });

  it.each([[null, { isNull: true }], [true, { booleanValue: true }], [7, { longValue: 7 }], [0.5, { doubleValue: 0.5 }], ['a', { stringValue: 'a' }], [{ a: 1 }, { stringValue: '{"a":1}' }]])('%j', (value, field) => {
    expect(toParameter(value, 0)).toEqual({ name: 'p1', value: field });
  });
});

it('rows have the values that pg gives', () => {
  const columns = [['a', 'jsonb'], ['b', 'timestamptz'], ['c', 'int8'], ['d', 'int4'], ['e', '_text'], ['f', 'bool'], ['g', 'text']].map(([label = '', typeName = '']) => ({ label, typeName }));
  const record = [{ stringValue: '{"x":1}' }, { stringValue: '2031-01-31 18:00:00' }, { longValue: 5 }, { longValue: 6 }, { arrayValue: { stringValues: ['p'] } }, { booleanValue: false }, { isNull: true as const }];
  expect(toRow(record, columns)).toEqual({ a: { x: 1 }, b: new Date('2031-01-31T18:00:00Z'), c: '5', d: 6, e: ['p'], f: false, g: null });
});

describe('errors', () => {
  const thrown = (message: string, name = 'DatabaseErrorException'): Error => Object.assign(new Error(message), { name });

  it('of the server have their SQLSTATE', () => {
    expect(sqlFailure(dataApiFailure(thrown('ERROR: no; Detail: a; b; Hint: do it; Position: 3; SQLState: P0002')))).toMatchObject({ sqlState: 'P0002', message: 'no', detail: 'a; b', hint: 'do it' });
  });

  it('of others stay what they are', () => {
    const other = thrown('ERROR: no; SQLState: P0002', 'ForbiddenException');
    expect(dataApiFailure(other)).toBe(other);
    const bare = thrown('Database returned SQL Exception');
    expect(dataApiFailure(bare)).toBe(bare);
  });
});
