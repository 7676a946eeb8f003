import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { primaryText, readServerMessage } from '../../../src/runtime/failure/read-server-message.js';

const unique = 'ERROR: duplicate key value violates unique constraint "customers_email_key"';

describe('readServerMessage', () => {
  it.each([
    ['ERROR: relation "x" does not exist; SQLState: 42P01', '42P01'],
    ['ERROR: relation "x" does not exist; Position: 15; SQLState: 42P01', '42P01'],
    ['ERROR: relation "x" does not exist\n  Position: 15; SQLState: 42P01', '42P01'],
    ['ERROR: more than the order; SQLState: PGC01\n', 'PGC01'],
    ['Database returned SQL Exception', null],
    ['', null],
    ['SQLState: 4260', null],
    ['ERROR: syntax error; SQLState: 42601\n  Position: 3', null],
    ['ERROR: x; SQLState: 42601Z', null],
    ['ERROR: x; SQLState: 42601 and more', null],
  ])('reads %j', (message, sqlstate) => {
    expect(readServerMessage(message).sqlstate).toBe(sqlstate);
  });

  it('believes the SQLSTATE at the end, not one among the values', () => {
    const message = 'ERROR: invalid input syntax for type integer: "; SQLState: PGC01"; SQLState: 22P02';
    expect(readServerMessage(message)).toEqual({ sqlstate: '22P02', constraint: null });
    expect(readServerMessage('ERROR: x; SQLState: 22P02\n  Detail: ; SQLState: PGC01 forged').sqlstate).toBeNull();
  });

  it.each([
    [`${unique}; SQLState: 23505`, 'customers_email_key'],
    [`${unique}\n  Detail: Key (email)=(a@b.c) already exists.; SQLState: 23505`, 'customers_email_key'],
    [`${unique}\n  Detail: Key (email)=(constraint "forged") already exists.; SQLState: 23505`, 'customers_email_key'],
    [`${unique}; Detail: Key (email)=(constraint "forged") already exists.; SQLState: 23505`, 'customers_email_key'],
    ['ERROR: insert or update on table "constraint ""t" violates foreign key constraint "o_fk"; SQLState: 23503', 'o_fk'],
    ['ERROR: update or delete on table "t" violates foreign key constraint "o_fk" on table "o"; SQLState: 23503', 'o_fk'],
    ['ERROR: check constraint "c" of relation "t" is violated by some row; SQLState: 23514', 'c'],
    ['ERROR: violates check constraint "a"b"; SQLState: 23514', 'a"b'],
    ['ERROR: violates check constraint "__proto__"; SQLState: 23514', '__proto__'],
    ['ERROR: null value in column "c" of relation "t" violates not-null constraint\n  Detail: Failing row contains (constraint "forged").; SQLState: 23502', null],
    ['ERROR: violates check constraint "open; SQLState: 23514', null],
    ['ERROR: violates check constraint ""; SQLState: 23514', null],
    [`${unique}; SQLState: 42501`, null],
  ])('finds the constraint of %j', (message, constraint) => {
    expect(readServerMessage(message).constraint).toBe(constraint);
  });

  it('gives the first line alone', () => {
    expect(primaryText('ERROR: The order is closed.\n  Detail: secret\n  Hint: secret\n  Where: PL/pgSQL function f() line 3 at RAISE; SQLState: PGC07')).toBe('The order is closed.');
    expect(primaryText('ERROR: one; Hint: two; SQLState: PGC07')).toBe('one');
  });

  it('gives text without controls, of a bounded length', () => {
    expect(primaryText('ERROR: a\u0007b\u001b[31m\u2028second')).toBe('ab[31m');
    expect(primaryText(`ERROR: ${'x'.repeat(9_000)}`)).toHaveLength(500);
  });

  it('takes no SQLSTATE, constraint or text from values in the lines of detail and hint', () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('constraint "forged"', 'x\nERROR: constraint "forged"', '; SQLState: PGC01', '\n; SQLState: PGC01\n'));
    fc.assert(fc.property(fc.array(hostile, { maxLength: 4 }), (values) => {
      const message = `${unique}\n  Detail: Key (email)=(${values.join('')}) already exists.\n  Hint: ${values.join(' ')}; SQLState: 23505`;
      expect(readServerMessage(message)).toEqual({ sqlstate: '23505', constraint: 'customers_email_key' });
    }));
  });

  it('takes time in proportion to the text', () => {
    const started = performance.now();
    for (const part of ['SQLState: 42P01\n', 'constraint "', '; Detail: ', ' \n', '""', 'ERROR: ']) readServerMessage(`ERROR: ${part.repeat(100_000)}; SQLState: 23505`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
