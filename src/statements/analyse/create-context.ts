import { contextTables } from './context.js';
import { nullability } from './nullability.js';
import { queryColumns } from './query-columns.js';
import { rowCount } from './row-count.js';
import { sourceColumn } from './sources.js';
import type { AnalyseInput, Context } from './types.js';

/** A context for one statement or one set of views: the only place that knows all rules. */
export function createContext(input: Pick<AnalyseInput, 'catalog' | 'views' | 'nullableParameters'>): Context {
  const ctx: Context = {
    ...contextTables(input),
    nullability: (node, scope) => nullability(node, scope, ctx),
    columns: (query, outer, mode) => queryColumns(query, outer, mode, ctx),
    rows: (query, outer) => rowCount(query, outer, ctx),
    source: (scope, rtindex, attno) => sourceColumn(scope, rtindex, attno, ctx),
  };
  return ctx;
}
