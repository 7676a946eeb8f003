import { afterAll, beforeAll, expect, it } from 'vitest';
import { drifts, openMendWorld, type MendWorld } from './mend-world.js';

let world: MendWorld;
beforeAll(async () => {
  world = await openMendWorld();
}, 60_000);
afterAll(() => world.close());

it.each(drifts)('mends %s', async (_, sql) => {
  await world.drift(sql);
  expect(await world.differences()).not.toEqual([]);
  const statements = await world.mend();
  expect(await world.differences(), statements.join('\n')).toEqual([]);
});
