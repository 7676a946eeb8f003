import { afterAll, beforeAll, expect, it } from 'vitest';
import { fc } from '../../support/property.js';
import { changes, rowsOfAll, template } from './preflight-changes.js';
import { isTrue, openAsked, type AskedWorld } from './preflight-support.js';

let world: AskedWorld;
beforeAll(async () => {
  world = await openAsked(template);
}, 60_000);
afterAll(() => world.close());

it('what is said before a change is what comes of it', async () => {
  for (const [name, steps] of Object.entries(changes)) {
    await fc.assert(fc.asyncProperty(rowsOfAll, steps, async (rows, change) => {
      const outcome = await world.try(rows, change);
      expect(isTrue(outcome), `${name}: ${change.join('; ')}\n${rows}\n${JSON.stringify(outcome)}`).toBe(true);
    }), { numRuns: 1 });
  }
}, 120_000);
