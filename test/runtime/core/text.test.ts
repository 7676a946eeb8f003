import { describe, expect, it } from 'vitest';
import { CallError } from '../../../src/runtime/errors.js';
import { createStatementBook } from '../../../src/runtime/statement-book.js';
import { cutSql, fillTenant, heading, statementText, type Wanted } from '../../../src/runtime/statement-text.js';
import type { Piece } from '../../../src/runtime/types.js';
import { manifestOf, statement } from './support.js';

const asked: Wanted = { parts: [], order: null, after: false };

function textOf(sql: readonly Piece[], wanted: Partial<Wanted> = {}): string {
  const [variant] = createStatementBook(manifestOf({ 'Query.x': statement({ sql }) })).find('Query.x')?.variants ?? [];
  if (variant === undefined) throw new Error('no variant');
  return fillTenant(statementText('', variant, { ...asked, ...wanted }), 'acme');
}

describe('a statement\'s text', () => {
  it('has the tenant\'s schema, quoted, but in no literal, quoted name or comment', () => {
    expect(textOf(['select \'{tenant}.a\', "{tenant}", $${tenant}$$ /* {tenant} */ from {tenant}.orders -- {tenant}']))
      .toBe('select \'{tenant}.a\', "{tenant}", $${tenant}$$ /* {tenant} */ from "acme".orders -- {tenant}');
  });

  it('has a literal that runs through several pieces untouched', () => {
    expect(textOf(['select \'', { kind: 'part', part: 'a', sql: '{tenant}' }, '\', {tenant}.f()'], { parts: ['a'] })).toBe('select \'{tenant}\', "acme".f()');
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
    expect(() => textOf(pieces, { order: 'constructor' })).toThrow(TypeError);
  });

  it('is for nobody without a tenant where it needs one', () => {
    expect(fillTenant(cutSql('select 1'), null)).toBe('select 1');
    expect(() => fillTenant(cutSql('select {tenant}.f()'), null)).toThrow(CallError);
    expect(() => fillTenant(cutSql('select {tenant}.f()'), 'a"b')).toThrow(CallError);
  });

  it('is made once for what is asked for', () => {
    const [variant] = createStatementBook(manifestOf({ 'Query.x': statement() })).find('Query.x')?.variants ?? [];
    if (variant === undefined) throw new Error('no variant');
    expect(statementText('', variant, asked)).toBe(statementText('', variant, { ...asked }));
    for (let n = 0; n < 1000; n++) statementText('', variant, { ...asked, order: `o${n}` });
    expect(variant.texts.size).toBeLessThanOrEqual(200);
  });

  it('begins with a comment that nothing can end early', () => {
    expect(heading('Query.listOrders', 'abc')).toBe('/* Query.listOrders abc */ ');
    expect(heading('a*/ drop table x; --', 'abc')).toBe('/* a/droptablex abc */ ');
  });
});
