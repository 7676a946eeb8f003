import { best, UNKNOWN_COLUMN, worst } from './context.js';
import { intOf, nodeOf, type PgNode } from './node.js';
import { commonOrigin, originOf } from './origins.js';
import { outputEntries } from './output-entries.js';
import { openScope } from './scope.js';
import { subqueryColumns } from './sources.js';
import type { ColumnFact, Context, RowMode, Scope } from './types.js';

const UNION = 1;
const INTERSECT = 2;

/** What is known of each output column of a query inside another one (`outer`), or on its own. */
export function queryColumns(query: PgNode, outer: Scope | null, mode: RowMode, ctx: Context): readonly ColumnFact[] {
  const scope = openScope(query, outer, mode, ctx);
  const operation = nodeOf(query, 'setOperations');
  if (operation !== null) return operandColumns(operation, scope, ctx);
  return outputEntries(query).map((entry) => {
    const expression = nodeOf(entry, 'expr');
    return expression === null ? UNKNOWN_COLUMN : { nullability: ctx.nullability(expression, scope), ...originOf(expression, scope, ctx) };
  });
}

/** UNION gives rows of both, INTERSECT rows that are in both, EXCEPT rows of the first. */
function operandColumns(node: PgNode, scope: Scope, ctx: Context): readonly ColumnFact[] {
  if (node.tag === 'RANGETBLREF') return subqueryColumns(scope, intOf(node, 'rtindex'), ctx);
  const [left, right] = [nodeOf(node, 'larg'), nodeOf(node, 'rarg')].map((side) => (side === null ? [] : operandColumns(side, scope, ctx)));
  const operation = intOf(node, 'op');
  return (left ?? []).map((column, index) => {
    const other = right?.[index] ?? UNKNOWN_COLUMN;
    if (operation !== UNION && operation !== INTERSECT) return column;
    const both = [column.nullability, other.nullability];
    return { nullability: operation === UNION ? worst(both) : best(both), ...commonOrigin(column, other) };
  });
}
