import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sqlFailure } from '../../../src/postgres/failure.js';
import { QueryMaker } from './random-query.js';
import { openShop, type Shop } from './shop.js';

const runs = Number(process.env['SOUNDNESS_RUNS'] ?? 600);
/** A composed query may be one that the server refuses (types of an empty union) or that takes too long. */
const MAY_FAIL = 0.1;

describe.each([17, 18] as const)('PostgreSQL %i', (version) => {
  let shop: Shop;
  beforeAll(async () => { shop = await openShop(version); });
  afterAll(() => shop.close());

  test('no composed query has a null where none was said to be, nor more rows than said', async () => {
    const counts = { run: 0, refused: 0, claims: 0, nulls: 0, rows: 0, few: 0 };
    await fc.assert(fc.asyncProperty(fc.gen(), async (pick) => {
      const { sql } = new QueryMaker(pick).statement();
      counts.run++;
      const outcome = await tryOne(shop, sql);
      if (outcome === null) {
        counts.refused++;
        return;
      }
      const { analysis, answer: { rows } } = outcome;
      expect(analysis.columns.length, sql).toBeGreaterThan(0);
      if (analysis.rows === 'one') expect(rows.length, sql).toBe(1);
      if (analysis.rows === 'optional') expect(rows.length, sql).toBeLessThan(2);
      const claimed = analysis.columns.map(({ nullability }) => nullability === 'no');
      for (const row of rows) expect(row.some((cell, index) => cell === null && claimed[index] === true), sql).toBe(false);
      counts.few += analysis.rows === 'many' ? 0 : 1;
      counts.claims += claimed.filter((claim) => claim).length;
      counts.nulls += rows.some((row) => row.includes(null)) ? 1 : 0;
      counts.rows += rows.length > 0 ? 1 : 0;
    }), { numRuns: runs });
    if (process.env['SOUNDNESS_RUNS'] !== undefined) console.log(counts);
    expect(counts.refused / counts.run).toBeLessThan(MAY_FAIL);
    // The property says something only if claims are made, and queries have rows and nulls.
    expect(counts.claims).toBeGreaterThan(runs / 3);
    expect(counts.rows).toBeGreaterThan(runs / 4);
    expect(counts.few).toBeGreaterThan(runs / 20);
    expect(counts.nulls).toBeGreaterThan(runs / 10);
  }, 3_600_000);
});

/** Null where the server refuses the query for a reason of its own. */
async function tryOne(shop: Shop, sql: string): Promise<{ readonly analysis: Awaited<ReturnType<Shop['analyse']>>; readonly answer: Awaited<ReturnType<Shop['run']>> } | null> {
  try {
    return { analysis: await shop.analyse(sql), answer: await shop.run(sql) };
  } catch (error) {
    if (sqlFailure(error) === null) throw error;
    if (process.env['SOUNDNESS_FAILURES'] !== undefined) console.log(String(error), '\n', sql);
    return null;
  }
}
