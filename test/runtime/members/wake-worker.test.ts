import { describe, expect, it } from 'vitest';
import { wakeWorker } from '../../../src/runtime/members.js';

const statement = (operation: string, uses: readonly string[]): object => ({ operation, uses });
const manifest = {
  statements: {
    'Mutation.suspendMember': statement('write', ['cognition.users', 'cognition.suspend_user(id text)']),
    'Mutation.hire/1': statement('write', ['template.staff']), 'Mutation.hire/2': statement('write', ['cognition.invite_user(email text)']),
    'Query.me': statement('read', ['cognition.users']), 'Mutation.createOrder': statement('write', ['template.orders']),
  },
  transactions: { 'Mutation.hire': { steps: [{ statement: 'Mutation.hire/1' }, { statement: 'Mutation.hire/2' }], result: 0 } },
};

/** As a data source answers: one envelope for each call. */
function answerTo(event: unknown): unknown {
  if (Array.isArray(event)) return event.map(answerTo);
  return Object(event) === event && Object.hasOwn(event as object, 'refused') ? { error: { code: 'not_authorized' } } : { data: null };
}

async function woken(event: unknown, wake: () => Promise<void> = () => Promise.resolve()): Promise<{ readonly times: number; readonly answer: unknown; readonly faults: readonly string[] }> {
  const faults: string[] = [];
  let times = 0;
  const handler = wakeWorker((asked: unknown) => Promise.resolve(answerTo(asked)), {
    manifest, report: (fault) => faults.push(String(fault)),
    wake: () => {
      times += 1;
      return wake();
    },
  });
  return { answer: await handler(event), times, faults };
}

describe('wakeWorker', () => {
  it.each([
    ['a write of members', { statement: 'Mutation.suspendMember' }, 1],
    ['a transaction with such a step', { statement: 'Mutation.hire' }, 1],
    ['a batch with several', [{ statement: 'Mutation.suspendMember' }, { statement: 'Query.me' }, { statement: 'Mutation.suspendMember' }], 1],
    ['a write that was refused', { statement: 'Mutation.suspendMember', refused: true }, 0],
    ['a batch of which one was refused', [{ statement: 'Mutation.suspendMember', refused: true }, { statement: 'Mutation.suspendMember' }], 1],
    ['a read', { statement: 'Query.me' }, 0],
    ['a write of the tenant\'s own', [{ statement: 'Mutation.createOrder' }], 0],
    ['what is no document', [null, 'Mutation.suspendMember', ['Mutation.suspendMember'], Object.create({ statement: 'Mutation.suspendMember' })], 0],
  ])('after %s', async (_what, event, times) => {
    expect(await woken(event)).toEqual({ times, answer: answerTo(event), faults: [] });
  });

  it('answers all the same where the worker cannot be woken, or not soon', async () => {
    const event = { statement: 'Mutation.suspendMember' };
    expect(await woken(event, () => Promise.reject(new Error('throttled')))).toEqual({ times: 1, answer: { data: null }, faults: ['Error: throttled'] });
    expect(await woken(event, () => new Promise(() => undefined))).toMatchObject({ times: 1, answer: { data: null }, faults: ['Error: the worker was not woken in time'] });
  });

  it('takes no other file for statements.json', () => {
    expect(() => wakeWorker(() => Promise.resolve(null), { manifest: {}, wake: () => Promise.resolve() })).toThrow(TypeError);
  });

  it('does not wake it for a call that threw', async () => {
    let times = 0;
    const handler = wakeWorker(() => Promise.reject(new Error('gone')), { manifest, wake: async () => void (times += 1) });
    await expect(handler({ statement: 'Mutation.suspendMember' })).rejects.toThrow('gone');
    expect(times).toBe(0);
  });
});
