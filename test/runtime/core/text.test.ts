import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { CallError } from '../../../src/runtime/errors.js';
import { fillGenerated } from '../../../src/runtime/sql/fill-generated.js';
import { fillText } from '../../../src/runtime/sql/fill-text.js';
import { statementText } from '../../../src/runtime/statement-text.js';
import type { Piece } from '../../../src/runtime/types.js';
import { shop } from './support.js';

function textOf(sql: readonly Piece[], { parts = [], order = '', after = false }: { readonly parts?: readonly string[]; readonly order?: string; readonly after?: boolean } = {}): string {
  return fillGenerated(statementText(sql, parts, order, after), 'acme')[0];
}

describe('a statement\'s text', () => {
  it('has the tenant\'s schema, quoted, but in no literal or quoted name', () => {
    expect(textOf(['select \' {tenant}.a\', "{tenant}", $${tenant} it\'s$$, $b$\'$b$, E\'\\\'{tenant}\', date\'\\\' from {tenant}.orders']))
      .toBe('select \' {tenant}.a\', "{tenant}", $${tenant} it\'s$$, $b$\'$b$, E\'\\\'{tenant}\', date\'\\\' from "acme".orders');
  });

  it('has it where a literal names an object', () => {
    expect(textOf(['select nextval(\'{tenant}.a\'), E\'{tenant}."b\\x3ac"\'::regclass'])).toBe('select nextval(\'"acme".a\'), E\'"acme"."b\\x3ac"\'::regclass');
    expect(() => fillGenerated('select \'{tenant}.a\'::regclass', 'a\'b')).toThrow(expect.objectContaining({ code: 'not_authorized' }));
  });

  it('has a literal that runs through several pieces untouched', () => {
    expect(textOf(['select \' ', { kind: 'part', part: 'a', sql: '{tenant}' }, '\', {tenant}.f()'], { parts: ['a'] })).toBe('select \' {tenant}\', "acme".f()');
  });

  it('has the parts asked for, in its own order', () => {
    const pieces: Piece[] = ['where true', { kind: 'part', part: 'b', sql: ' and b' }, { kind: 'part', part: 'a', sql: ' and a' }];
    expect(textOf(pieces)).toBe('where true');
    expect(textOf(pieces, { parts: ['a', 'b'] })).toBe('where true and b and a');
    expect(textOf(pieces, { parts: ['a'] })).toBe('where true and a');
  });

  it('has lists joined, or what stands for an empty one', () => {
    const list = (empty: string): Piece => ({ kind: 'list', separator: ', ', parts: [{ part: 'a', sql: 'a = 1' }, { part: 'b', sql: 'b = 2' }], empty });
    expect(textOf([list('default values')])).toBe('default values');
    expect(textOf([list('')], { parts: ['a', 'b'] })).toBe('a = 1, b = 2');
    expect(() => textOf([list('')])).toThrow(new CallError('invalid_input', 'There is nothing to change.'));
  });

  it('has the order asked for, and the keys of a page only behind the first', () => {
    const pieces: Piece[] = ['q', { kind: 'after', orders: { A: ' > :after_1' } }, { kind: 'order', orders: { A: ' order by a' } }];
    expect(textOf(pieces, { order: 'A' })).toBe('q order by a');
    expect(textOf(pieces, { order: 'A', after: true })).toBe('q > :after_1 order by a');
  });

  it('names its parameters, each once', () => {
    const [, names] = fillGenerated('select (:a::uuid), \':b\', ":c", E\'\\\':d\', :e_1, :a, x::int, $$:f$$', null);
    expect([...names]).toEqual(['a', 'e_1']);
  });

  it('is for nobody without a tenant where it needs one', () => {
    expect(fillGenerated('select 1', null)[0]).toBe('select 1');
    for (const tenant of [null, 'a"b', '', '__proto__']) expect(() => fillGenerated('select {tenant}.f()', tenant)).toThrow(expect.objectContaining({ code: 'not_authorized' }));
  });
});

describe('generated SQL', () => {
  it.each(Object.keys(shop.statements))('of %s is read as PostgreSQL does', (name) => {
    for (const { sql, parts } of shop.statements[name]?.variants ?? []) {
      for (const order of ['', ...(shop.statements[name]?.orders ?? []).map((one) => one.name)]) {
        const text = statementText(sql, parts, order, true);
        const { sql: filled, names } = fillText(text, 'acme');
        // A literal that begins with the tenant names an object.
        expect(fillGenerated(text, 'acme')).toEqual([filled.replaceAll("'{tenant}", `'"acme"`), names]);
      }
    }
  });

  it('of a literal that goes on over a line, and does not end, is too', () => {
    const text = "e'\\\\' \n '\\' {tenant}.t";
    expect(fillGenerated(text, 'acme')).toEqual(Object.values(fillText(text, 'acme')));
    expect(fillGenerated(text, 'acme')[0]).toBe(text);
  });

  it('of any literals is too', () => {
    const pieces = fc.constantFrom('\'it\'\'s\'', '\' {tenant}\'', '\':a\'', '\'\\\'', 'E\'\\\' {tenant}\'', 'e\'\\\\\'', '"a""b"', '"{tenant}"', '$$it\'s$$', '$x$ $$ \' $x$', 'U&\'\\0041\'', 'B\'01\'',
      '{tenant}.t', ':a', '(:bc1::uuid)', 'x::text', 'date', 'e', 'a$b$c', ', ', '\n', ' || ', '$1');
    fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join(' ');
      expect(fillGenerated(text, 'acme')).toEqual(Object.values(fillText(text, 'acme')));
    }), { numRuns: 5_000 });
  });
});
