import { describe, expect, it } from 'vitest';
import { CallError } from '../../../src/runtime/errors.js';
import { fillText } from '../../../src/runtime/sql/fill-text.js';
import { checkTenant, quoteSchema } from '../../../src/runtime/sql/tenant.js';

describe('tenant', () => {
  it.each(['acme', 'a', 'order', 'a_1', 'constructor', `a${'b'.repeat(55)}`])('accepts %s', (name) => {
    expect(checkTenant(name)).toBe(name);
    expect(quoteSchema(name)).toBe(`"${name}"`);
  });

  it.each(['', '__proto__', 'Acme', '1a', 'a-b', 'a"', 'a\n', '\na', 'a.b', 'ä', `a${'b'.repeat(56)}`, null, undefined, 1, ['acme'], { toString: () => 'acme' }])('refuses %j', (name) => {
    expect(() => checkTenant(name)).toThrow(CallError);
    expect(() => fillText('select {tenant}.f()', name)).toThrow(expect.objectContaining({ code: 'not_authorized' }));
  });

  it('finds the names of parameters, each once', () => {
    expect([...fillText('select :b, :a, :b, {tenant}.x(:__proto__)', 'acme').names]).toEqual(['b', 'a', '__proto__']);
  });

  it('puts the schema in place token by token', () => {
    const text = `select '{tenant}', "{tenant}", $$ {tenant} $$ from {tenant}.order /* {tenant} */ join {tenant}.x on f(E'\\'{tenant}')`;
    expect(fillText(text, 'acme').sql).toBe(`select '{tenant}', "{tenant}", $$ {tenant} $$ from "acme".order /* {tenant} */ join "acme".x on f(E'\\'{tenant}')`);
    expect(fillText("select '{tenant}', $& $1", null).sql).toBe("select '{tenant}', $& $1");
  });
});
