import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrayLiteral } from '../../../src/runtime/values/array-literal.js';
import { anyText, openDatabase } from './support.js';

describe('arrayLiteral', () => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database?.close());

  it('is read by PostgreSQL as the elements that were written', () => fc.assert(fc.asyncProperty(fc.array(fc.option(anyText), { maxLength: 6 }), async (elements) => {
    const { rows } = await database.client.query<{ elements: unknown; dimensions: number | null }>('select to_jsonb(a) as elements, array_ndims(a) as dimensions from (select ($1::text)::text[] as a) as t', [arrayLiteral(elements)]);
    expect(rows[0]).toEqual({ elements, dimensions: elements.length === 0 ? null : 1 });
  }), { numRuns: 400 }));

  it('never makes structure of an element', async () => {
    const elements = ['{1,2}', 'NULL', null, '', '"', '\\', '\\"', '","', '}', ' a ', "'; drop table x; --", '\n'];
    const { rows } = await database.client.query<{ elements: unknown }>('select to_jsonb(($1::text)::text[]) as elements', [arrayLiteral(elements)]);
    expect(rows[0]?.elements).toEqual(elements);
  });
});
