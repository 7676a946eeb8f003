import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { DatabaseFailure, type FailureKind } from '../../../src/runtime/errors.js';
import { withRetries } from '../../../src/runtime/retry.js';
import { answer, failing, failure, fakeClock, request } from './fake-clock.js';

const many = (kind: FailureKind, times = 100): DatabaseFailure[] => Array.from({ length: times }, () => failure(kind));

describe('withRetries', () => {
  it('waits 0, 2, 5, 10 and again 10 seconds for a cluster that resumes', async () => {
    const time = fakeClock();
    const transport = failing(many('resuming', 5));
    expect(await withRetries(transport, time.options).execute(request({ deadline: time.start + 60_000 }))).toBe(answer);
    expect(time.waits).toEqual([0, 2_000, 5_000, 10_000, 10_000]);
    expect(transport.calls).toHaveLength(6);
  });

  it.each(['resuming', 'unavailable'] as const)('begins again after %s', async (kind) => {
    const time = fakeClock();
    const transport = failing(many(kind, 2));
    expect(await withRetries(transport, time.options).begin('s', time.start + 30_000)).toBe('tx');
    expect(transport.calls).toEqual(['begin', 'begin', 'begin']);
  });

  it('tries a last time a second before the deadline, then keeps the failure', async () => {
    const time = fakeClock();
    const failures = many('resuming');
    const transport = failing(failures);
    const tried = withRetries(transport, time.options).execute(request({ deadline: time.start + 12_000 }));
    await expect(tried).rejects.toBe(failures[4]);
    expect(time.waits).toEqual([0, 2_000, 5_000, 4_000]);
  });

  it('does not wait when the deadline is near', async () => {
    const time = fakeClock();
    await expect(withRetries(failing(many('resuming')), time.options).begin('s', time.start + 1_000)).rejects.toThrow(DatabaseFailure);
    expect(time.waits).toEqual([]);
  });

  it.each([
    ['read', 'unknown', 3], ['read', 'timeout', 2], ['write', 'unknown', 1], ['write', 'timeout', 1], ['read', 'too_large', 1],
    ['read', 'refused', 1], ['read', 'internal', 1], ['read', 'sql', 1], ['read', 'transaction_gone', 1],
  ] as const)('sends a %s that fails with %s %i times', async (access, kind, times) => {
    const time = fakeClock();
    const transport = failing(many(kind));
    await expect(withRetries(transport, time.options).execute(request({ access }))).rejects.toThrow(DatabaseFailure);
    expect(transport.calls).toHaveLength(times);
  });

  it('sends a write once more after what never ran, never after an unknown outcome', async () => {
    const time = fakeClock();
    const transport = failing([failure('resuming'), failure('unavailable'), failure('unknown')]);
    await expect(withRetries(transport, time.options).execute(request())).rejects.toMatchObject({ kind: 'unknown' });
    expect(transport.calls).toHaveLength(3);
  });

  it('begins once when it cannot be told whether it began', async () => {
    const transport = failing(many('unknown'));
    await expect(withRetries(transport, fakeClock().options).begin('s', 9e15)).rejects.toMatchObject({ kind: 'unknown' });
    expect(transport.calls).toHaveLength(1);
  });

  it.each(['28P01', '40001', '40P01', '53300', '57P03'])('repeats a write after SQLSTATE %s outside a transaction', async (sqlstate) => {
    const transport = failing([failure('sql', sqlstate)]);
    expect(await withRetries(transport, fakeClock().options).execute(request())).toBe(answer);
  });

  it('repeats a refused password once', async () => {
    const transport = failing([failure('sql', '28P01'), failure('sql', '28P01'), failure('sql', '28P01')]);
    await expect(withRetries(transport, fakeClock().options).execute(request())).rejects.toMatchObject({ sqlstate: '28P01' });
    expect(transport.calls).toHaveLength(2);
  });

  it.each(['57P01', '57014', '23505', '08006', '28000', '55P03'])('does not repeat after SQLSTATE %s', async (sqlstate) => {
    const transport = failing([failure('sql', sqlstate)]);
    await expect(withRetries(transport, fakeClock().options).execute(request({ access: 'read' }))).rejects.toMatchObject({ sqlstate });
    expect(transport.calls).toHaveLength(1);
  });

  it.each(['resuming', 'unavailable', 'unknown', 'timeout', 'sql'] as const)('repeats nothing inside a transaction after %s', async (kind) => {
    const transport = failing([failure(kind, '40001'), failure(kind), failure(kind)]);
    const retrying = withRetries(transport, fakeClock().options);
    await expect(retrying.execute(request({ transaction: 'tx', access: 'read' }))).rejects.toThrow(DatabaseFailure);
    await expect(retrying.commit('s', 'tx', 9e15)).rejects.toThrow(DatabaseFailure);
    await expect(retrying.rollback('s', 'tx')).rejects.toThrow(DatabaseFailure);
    expect(transport.calls).toEqual(['execute', 'commit', 'rollback']);
  });

  it('passes on what is no failure of a database', async () => {
    const strange = new TypeError('strange');
    await expect(withRetries(failing([strange]), fakeClock().options).execute(request({ access: 'read' }))).rejects.toBe(strange);
  });

  it('spreads callers by up to a quarter', async () => {
    const time = fakeClock(0.999);
    await withRetries(failing(many('resuming', 2)), time.options).begin('s', 9e15);
    expect(time.waits[1]).toBeCloseTo(2_000 * (1 - 0.999 / 4));
  });

  it('never starts a try after the deadline, and ends, whatever fails', async () => {
    const kinds = ['resuming', 'unavailable', 'unknown', 'timeout', 'sql', 'refused'] as const;
    const failed = fc.record({ kind: fc.constantFrom(...kinds), sqlstate: fc.constantFrom(null, '28P01', '40001', '53300'), took: fc.nat(4_000) });
    const given = fc.record({ failed: fc.array(failed, { minLength: 1, maxLength: 60 }), left: fc.nat(60_000), random: fc.double({ min: 0, max: 0.99, noNaN: true }) });
    await fc.assert(fc.asyncProperty(given, fc.constantFrom('read', 'write'), async ({ failed, left, random }, access) => {
      const time = fakeClock(random);
      const starts: number[] = [];
      const transport = failing(failed.map(({ kind, sqlstate }) => failure(kind, sqlstate)), () => {
        starts.push(time.options.clock());
        time.pass(failed[starts.length - 1]?.took ?? 0);
      });
      const deadline = time.start + left;
      await withRetries(transport, time.options).execute(request({ access, deadline })).catch((error: unknown) => expect(error).toBeInstanceOf(DatabaseFailure));
      expect(starts.slice(1).filter((start) => start > deadline - 1_000)).toEqual([]);
      const unclear = failed.findIndex(({ kind }) => kind === 'unknown' || kind === 'timeout');
      if (access === 'write' && unclear >= 0) expect(starts.length).toBeLessThanOrEqual(unclear + 1);
    }));
  });
});
