import { describe, expect, it } from 'vitest';
import { brokenStatements } from '../../../src/migrations/files/broken-statements.js';
import type { PlannedStep } from '../../../src/migrations/types.js';
import { grammar } from './support.js';

const statements = {
  'Query.orders': { uses: ['{tenant}.orders', '{tenant}.orders.id', '{tenant}.orders.note'] },
  'Query.notes': { uses: ['{tenant}.order_notes', '{tenant}.order_notes.note'] },
  'Query.top': { uses: ['{tenant}.best_sellers(top integer)'] },
  'Query.plans': { uses: ['shared.plans', 'shared.plans.id'] },
  'Query.status': { uses: ['{tenant}.status', '{tenant}.orders_archive.id'] },
};

const breaks = (sql: string, home: PlannedStep['home'] = 'tenant'): readonly string[] => {
  const steps = sql.split(';').map((one): PlannedStep => ({ kind: 'transaction', home, sql: one, batch: null, comment: [] }));
  const hazards = brokenStatements(grammar, { steps }, statements);
  expect(hazards.every(({ kind }) => kind === 'breaks-statement')).toBe(true);
  return hazards.map(({ object }) => object);
};

describe('statements of the API break', () => {
  it.each<readonly [string, readonly string[]]>([
    ['alter table orders drop column note', ['Query.orders']],
    ['alter table orders rename column note to remark', ['Query.orders']],
    ['alter table orders rename to purchases', ['Query.orders']],
    ['drop table orders cascade', ['Query.orders']],
    ['drop view order_notes', ['Query.notes']],
    ['drop function best_sellers(int)', ['Query.top']],
    ['alter function best_sellers(int) rename to best', ['Query.top']],
    ['drop function best_sellers', ['Query.top']],
    ['drop function best_sellers(int); create or replace function best_sellers(top text) returns int return 1', ['Query.top']],
    ['create function best_sellers(top text) returns int return 1; drop function best_sellers(int)', ['Query.top']],
    ['drop procedure best_sellers(int, out text)', ['Query.top']],
    ['drop type status', ['Query.status']],
    ['drop view order_notes; alter table orders drop column note', ['Query.notes', 'Query.orders']],
  ])('by: %s', (sql, names) => expect(breaks(sql)).toEqual(names));

  it.each([
    'alter table orders add column remark text', 'drop view order_notes; create view order_notes as select id, note from orders', 'drop function best_sellers(int); create function best_sellers(top int) returns int return 1',
    'alter table orders drop column note; alter table orders add column note varchar', 'drop type status; create type status as enum ()', 'alter table orders rename to o; alter table o rename to orders',
    'drop function best_sellers; create function best_sellers(top integer, out x text) return \'a\'', 'drop function best_sellers(int[]); create function best_sellers(variadic x int[]) returns int return 1',
    'alter function best_sellers(int) rename to b; alter function b(int) rename to best_sellers', 'drop table order', 'alter table orders drop column "Note"', 'drop table plans', 'drop index orders_note', 'alter table orders drop constraint note', 'drop table orders_archive_2',
  ])('not by: %s', (sql) => expect(breaks(sql)).toEqual([]));

  it('in shared by what is dropped there', () => expect(breaks('drop table shared.plans', 'shared')).toEqual(['Query.plans']));
});
