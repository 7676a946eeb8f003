import { describe, expect, it } from 'vitest';
import { CallError, DatabaseFailure, type FailureKind } from '../../../src/runtime/errors.js';
import { sentences } from '../../../src/runtime/failure/sentences.js';
import { toCallError } from '../../../src/runtime/failure/to-call-error.js';

const errors = {
  customers_email_key: { code: 'EMAIL_TAKEN', field: 'email', message: 'This e-mail address is already used.' },
  PGC01: { code: 'OVERPAID', field: null, message: 'The payment is higher than what is open.' },
};
const sql = (sqlstate: string, message = 'ERROR: text of the server', constraint: string | null = null): DatabaseFailure => new DatabaseFailure('sql', message, sqlstate, constraint);

describe('toCallError', () => {
  it.each([
    ['42501', 'not_authorized', false], ['28000', 'not_authorized', false], ['28P01', 'not_authorized', false], ['P0002', 'not_found', false],
    ['22P02', 'invalid_input', false], ['22003', 'invalid_input', false], ['23502', 'invalid_input', false], ['23514', 'invalid_input', false],
    ['23505', 'conflict', false], ['23503', 'conflict', false], ['23P01', 'conflict', false], ['23001', 'conflict', false],
    ['57014', 'timeout', true], ['40001', 'unavailable', true], ['40P01', 'unavailable', true], ['53300', 'unavailable', true],
    ['55P03', 'unavailable', true], ['57P03', 'unavailable', true], ['3D000', 'unavailable', false],
    ['57P01', 'unavailable', false], ['08006', 'unavailable', false], ['08P01', 'internal', false],
    ['P0001', 'internal', false], ['42P01', 'internal', false], ['0A000', 'internal', false], ['54001', 'internal', false], ['54000', 'invalid_input', false], ['XX000', 'internal', false],
    ['PGC', 'rejected', false], ['', 'internal', false], ['constructor', 'internal', false], ['__proto__', 'internal', false],
  ] as const)('answers SQLSTATE %s of a write with %s', (sqlstate, code, retryable) => {
    const answer = toCallError(sql(sqlstate, ''), errors);
    expect(answer).toMatchObject({ code, message: sentences[code], field: null, retryable, sqlstate });
  });

  it('says that a read may be repeated where the connection broke', () => {
    for (const failure of [sql('57P01'), sql('08006'), new DatabaseFailure('unknown', 'x'), new DatabaseFailure('timeout', 'x')]) {
      expect([toCallError(failure, errors, 'read').retryable, toCallError(failure, errors, 'write').retryable]).toEqual([true, false]);
    }
  });

  it.each([
    ['resuming', 'unavailable', true], ['unavailable', 'unavailable', true], ['unknown', 'unavailable', false], ['timeout', 'timeout', false],
    ['too_large', 'too_large', false], ['refused', 'not_authorized', false], ['transaction_gone', 'unavailable', true], ['internal', 'internal', false], ['sql', 'internal', false],
  ] as const)('answers %s with %s', (kind: FailureKind, code, retryable) => {
    expect(toCallError(new DatabaseFailure(kind, 'secret'), errors)).toMatchObject({ code, message: sentences[code], retryable, sqlstate: null });
  });

  it('answers with what the spec lists for a constraint', () => {
    const answer = toCallError(sql('23505', 'x', 'customers_email_key'), errors);
    expect(answer).toMatchObject({ code: 'EMAIL_TAKEN', field: 'email', message: 'This e-mail address is already used.', retryable: false, sqlstate: '23505' });
    expect(toCallError(sql('23505', 'x', 'other_key'), errors).code).toBe('conflict');
  });

  it('believes a constraint in class 23 alone, and finds no key of prototypes', () => {
    expect(toCallError(sql('42501', 'x', 'customers_email_key'), errors).code).toBe('not_authorized');
    for (const name of ['__proto__', 'constructor', 'toString']) expect(toCallError(sql('23505', 'x', name), errors).code).toBe('conflict');
  });

  it('answers a RAISE of class PGC as listed, else with its own first line', () => {
    expect(toCallError(sql('PGC01', 'ERROR: more than the order; SQLState: PGC01'), errors)).toMatchObject({ code: 'OVERPAID', message: errors.PGC01.message });
    expect(toCallError(sql('PGC02', 'ERROR: The order is closed.\n  Detail: secret; SQLState: PGC02'), errors)).toMatchObject({ code: 'rejected', message: 'The order is closed.' });
    expect(toCallError(sql('PGC02', 'The order is closed.\nsecret'), errors).message).toBe('The order is closed.');
    expect(toCallError(sql('PGC02', ' \n secret'), errors).message).toBe('secret');
    expect(toCallError(sql('PGC02', 'ERROR: ; SQLState: PGC02'), errors).message).toBe(sentences.rejected);
  });

  it('passes on an answer, and says nothing of anything else that was thrown', () => {
    const made = new CallError('EMAIL_TAKEN', 'x', 'email');
    expect(toCallError(made, errors)).toBe(made);
    for (const thrown of [new Error('secret'), new TypeError('secret'), 'secret', null, undefined, { code: '23505', kind: 'sql', sqlstate: 'PGC01', message: 'secret' }]) {
      expect(toCallError(thrown, errors)).toMatchObject({ code: 'internal', message: sentences.internal, sqlstate: null });
    }
  });
});
