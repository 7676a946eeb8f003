import { DatabaseFailure } from '../../../src/runtime/errors.js';
import type { StatementRequest, StatementResult, Transport } from '../../../src/runtime/types.js';

/** Time that passes only by sleeping, and by what a try is said to take. */
export function fakeClock(random = 0) {
  let now = 1_000_000;
  const waits: number[] = [];
  return {
    waits,
    start: now,
    pass: (milliseconds: number): void => void (now += milliseconds),
    options: {
      clock: () => now,
      random: () => random,
      sleep: async (milliseconds: number): Promise<void> => {
        waits.push(milliseconds);
        now += milliseconds;
      },
    },
  };
}

export const answer: StatementResult = { records: [], columns: null, updated: 1, bytes: 0 };

/** A transport that fails as told, one failure for each call, then answers. */
export function failing(failures: readonly unknown[], onCall: () => void = () => undefined): Transport & { readonly calls: string[] } {
  const left = [...failures];
  const calls: string[] = [];
  const call = (name: string): void => {
    calls.push(name);
    onCall();
    if (left.length > 0) throw left.shift();
  };
  return {
    calls,
    execute: async () => (call('execute'), answer),
    begin: async () => (call('begin'), 'tx'),
    commit: async () => call('commit'),
    rollback: async () => call('rollback'),
  };
}

export const failure = (kind: DatabaseFailure['kind'], sqlstate: string | null = null): DatabaseFailure => new DatabaseFailure(kind, 'text of the server', sqlstate);

export function request(changes: Partial<StatementRequest> = {}): StatementRequest {
  return { secret: 's', sql: 'select 1', parameters: [], transaction: null, access: 'write', longsAsText: false, columns: false, deadline: 1_030_000, ...changes };
}
