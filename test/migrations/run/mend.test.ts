import { afterAll, beforeAll, expect, it } from 'vitest';
import { clashing, drifts, openMendWorld, type MendWorld } from './mend-world.js';

let world: MendWorld;
beforeAll(async () => {
  world = await openMendWorld();
}, 60_000);
afterAll(() => world.close());

it('has nothing to mend where nothing drifted', async () => {
  expect(await world.differences()).toEqual([]);
  expect(await world.mend()).toEqual([]);
});

it('mends what drifted in many ways at once', async () => {
  for (const [name, sql] of drifts) if (!clashing.has(name)) await world.drift(sql);
  expect((await world.differences()).length).toBeGreaterThan(15);
  const statements = await world.mend();
  expect(await world.differences(), statements.join('\n')).toEqual([]);
});
