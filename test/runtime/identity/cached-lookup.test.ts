import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { cachedLookup } from '../../../src/runtime/identity/cached-lookup.js';
import { createCredentialLookup } from '../../../src/runtime/identity/create-credential-lookup.js';
import { sentences } from '../../../src/runtime/failure/sentences.js';
import { poolId, pooled, prefix, token } from './identities.js';

function counted(answer: (key: string) => { key: string } = (key) => ({ key })) {
  const asked: string[] = [];
  let now = 0;
  const lookup = async (key: string) => (asked.push(key), answer(key));
  return { asked, lookup, clock: () => now, set: (time: number): void => void (now = time) };
}

describe('cachedLookup', () => {
  it('asks once for an age, from when it was asked', async () => {
    const { asked, lookup, clock, set } = counted();
    const find = cachedLookup(lookup, { maxAge: 100, clock });
    const first = await find('a');
    set(99);
    expect(await find('a')).toBe(first);
    set(100);
    expect(await find('a')).toEqual({ key: 'a' });
    expect(asked).toEqual(['a', 'a']);
  });

  it('asks again when the clock was set back', async () => {
    const { asked, lookup, clock, set } = counted();
    const find = cachedLookup(lookup, { maxAge: 100, clock });
    await find('a');
    set(-1_000_000);
    await find('a');
    expect(asked).toHaveLength(2);
  });

  it('keeps as many as it may, those that were asked for last', async () => {
    const { asked, lookup, clock } = counted();
    const find = cachedLookup(lookup, { size: 2, clock });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await find(key);
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
    const none = cachedLookup(lookup, { size: 0, clock });
    expect([await none('x'), await none('x')]).toEqual([{ key: 'x' }, { key: 'x' }]);
    expect(asked.slice(4)).toEqual(['x', 'x']);
  });

  it('makes one question of those at the same time', async () => {
    const { asked, lookup, clock } = counted();
    const find = cachedLookup(lookup, { clock });
    const found = await Promise.all([find('a'), find('b'), find('a'), find('a')]);
    expect(asked).toEqual(['a', 'b']);
    expect(new Set(found).size).toBe(2);
  });

  it('does not remember a failure', async () => {
    let fails = true;
    const failing = cachedLookup(async (key) => (fails ? Promise.reject(new Error(key)) : { key }));
    const both = await Promise.allSettled([failing('a'), failing('a')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await failing('a')).toEqual({ key: 'a' });
  });

  it('never forgets a newer answer for an older failure', async () => {
    const { clock, set } = counted();
    const answers: { resolve: (answer: { n: number }) => void; reject: (error: Error) => void }[] = [];
    const find = cachedLookup(() => new Promise<{ n: number }>((resolve, reject) => answers.push({ resolve, reject })), { maxAge: 10, clock });
    const old = find('a');
    set(10);
    const young = find('a');
    answers[1]?.resolve({ n: 2 });
    await young;
    answers[0]?.reject(new Error('old'));
    await expect(old).rejects.toThrow('old');
    expect(await find('a')).toEqual({ n: 2 });
    expect(answers).toHaveLength(2);
  });

  it('answers each key with its own, in any order of questions and time', async () => {
    const keys = fc.oneof(fc.constantFrom('__proto__', 'constructor', '', 'a', 'a\0', 'A', 'size'), fc.string({ maxLength: 3 }));
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(keys, fc.nat(40)), { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), async (questions, size) => {
      const { lookup, clock, set } = counted();
      const find = cachedLookup(lookup, { size, maxAge: 50, clock });
      let now = 0;
      for (const [key, later] of questions) {
        set((now += later));
        expect(await find(key)).toEqual({ key });
      }
    }));
  });
});

describe('lookups of the options', () => {
  it('are asked once, and each about its own callers', async () => {
    const asked: string[] = [];
    const find = createCredentialLookup({
      prefix,
      identityPools: { lookup: async (id) => (asked.push(id), 'pooled') },
      email: { lookup: async (address) => (asked.push(address), { secret: 'u_1', userId: 'u_1' }) },
    });
    const mail = token({ email: 'ann@acme.test', email_verified: 'true' });
    await Promise.all([find(mail), find(mail), find(pooled()), find(pooled())]);
    await find(mail);
    expect(asked.sort()).toEqual(['ann@acme.test', poolId]);
  });

  it('do not remember that there is nobody', async () => {
    const answers = [null, 'ann'];
    const find = createCredentialLookup({ prefix, identityPools: { lookup: () => answers.shift() ?? null } });
    await expect(find(pooled())).rejects.toMatchObject({ code: 'not_authorized' });
    expect((await find(pooled())).secret).toBe(`${prefix}/identities/ann`);
  });

  it('that fail say that nobody can be found now, and are asked again', async () => {
    let fails = true;
    const find = createCredentialLookup({ prefix, identityPools: { lookup: () => { if (fails) throw new Error('secret'); return 'pooled'; } } });
    await expect(find(pooled())).rejects.toMatchObject({ code: 'unavailable', message: sentences.unavailable, retryable: true });
    fails = false;
    expect((await find(pooled())).secret).toBe(`${prefix}/identities/pooled`);
  });

  it('may answer with the wrong thing once, and are asked again', async () => {
    const answers = ['a/b', 'ann'];
    const find = createCredentialLookup({ prefix, identityPools: { lookup: () => answers.shift() ?? null } });
    await expect(find(pooled())).rejects.toMatchObject({ code: 'not_authorized' });
    expect((await find(pooled())).secret).toBe(`${prefix}/identities/ann`);
  });
});
