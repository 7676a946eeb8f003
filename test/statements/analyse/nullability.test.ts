import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnalysedColumn, Analysis } from '../../../src/statements/analyse.js';
import { readCases } from './cases.js';
import { openShop, type Answer, type Shop } from './shop.js';

const cases = readCases();

describe.each([17, 18] as const)('PostgreSQL %i', (version) => {
  let shop: Shop;
  beforeAll(async () => { shop = await openShop(version); });
  afterAll(() => shop.close());

  const originOf = (column: AnalysedColumn): string => {
    const relation = shop.catalog.relations.find(({ oid }) => oid === column.origin?.relation);
    return relation === undefined ? '-' : `${relation.name}.${column.origin?.column}`;
  };

  /** A column as the protocol describes it: of a domain only the type below. */
  const sent = (type: number, typmod: number): readonly number[] => {
    const known = shop.catalog.types[type];
    return known?.kind === 'domain' ? [known.base ?? 0, known.typmod] : [type, typmod];
  };

  describe.each(cases.filter(({ server }) => server <= version))('$file', ({ name, sql, parameters, columns, origin, rows, limit }) => {
    test(name, async () => {
      const analysis = await shop.analyse(sql, parameters);
      expect(analysis.columns.map((column) => `${column.name} ${column.nullability}`)).toEqual(columns.map((column) => `${column.name} ${column.nullability}`));
      if (origin !== null) expect(Object.fromEntries(analysis.columns.filter((column) => column.name in origin).map((column) => [column.name, originOf(column)]))).toEqual(origin);
      if (rows !== null) expect(analysis.rows).toBe(rows);
      expect(analysis.hasLimit).toBe(limit);
      const answer = await shop.run(sql, parameters);
      expectNoFalseClaim(answer, analysis);
      expect(analysis.columns.map(({ type, typmod }) => sent(type, typmod))).toEqual(answer.types);
    });
  });
});

/** No null where `no` was claimed, no more or fewer rows than claimed. */
function expectNoFalseClaim({ rows }: Answer, analysis: Analysis): void {
  if (analysis.rows === 'one') expect(rows).toHaveLength(1);
  if (analysis.rows === 'optional') expect(rows.length).toBeLessThan(2);
  for (const row of rows) {
    for (const [index, column] of analysis.columns.entries()) {
      if (column.nullability === 'no') expect(row[index], `${column.name} was said not to be null`).not.toBeNull();
    }
  }
}
