import { expect, it } from 'vitest';
import { loadedInTime } from '../../src/source/loaded-in-time.js';

it('is what has loaded, throws what it throws, and does not wait for ever', async () => {
  expect(await loadedInTime(Promise.resolve(1))).toBe(1);
  await expect(loadedInTime(Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  await expect(loadedInTime(new Promise(() => undefined), 10)).rejects.toThrow('what it awaits at its top has not come within 0.01 s');
});
