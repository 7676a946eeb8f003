import { afterAll, describe, expect, it } from 'vitest';
import { fc } from '../../support/property.js';
import { changes, rowsOfAll, template } from './preflight-changes.js';
import { oddRows, oddSteps, oddTemplate } from './preflight-odd-changes.js';
import { isTrue, openAsked, type AskedWorld } from './preflight-support.js';

/** Those that tables without rows take behind the ones before them. */
async function fitting(world: AskedWorld, all: readonly string[]): Promise<readonly string[]> {
  const steps: string[] = [];
  for (const one of all) if (steps.length < 5 && (await world.takes([...steps, one]))) steps.push(one);
  return steps;
}

describe('what is said before several changes is what comes of them', () => {
  const sets: Readonly<Record<string, readonly [string, fc.Arbitrary<string>, fc.Arbitrary<readonly string[]>]>> = {
    'of usual tables': [template, rowsOfAll, fc.array(fc.oneof(...Object.values(changes)), { minLength: 2, maxLength: 4 }).map((all) => all.flat())],
    'of families of tables, with policies, odd names and domains over domains': [oddTemplate, oddRows, fc.array(fc.constantFrom(...oddSteps), { minLength: 6, maxLength: 12 })],
  };
  let world: AskedWorld | null = null;
  afterAll(() => world?.close());

  it.each(Object.entries(sets))('%s', async (_name, [before, rowsOf, steps]) => {
    await world?.close();
    const opened = await openAsked(before);
    world = opened;
    const seen = { failed: 0, fine: 0 };
    await fc.assert(fc.asyncProperty(rowsOf, steps, async (rows, all) => {
      const fit = await fitting(opened, all);
      fc.pre(fit.length > 0);
      const outcome = await opened.try(rows, fit);
      expect(isTrue(outcome), `${fit.join('; ')}\n${rows}\n${JSON.stringify(outcome)}`).toBe(true);
      seen[outcome.failure === null ? 'fine' : 'failed'] += 1;
    }), { numRuns: 150 });
    expect(Math.min(seen.fine, seen.failed)).toBeGreaterThan(20);
  }, 300_000);
});
