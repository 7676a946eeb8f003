import { worst } from './context.js';
import { intOf, nodeOf, nodesOf, type PgNode } from './node.js';
import type { Rule } from './rule.js';
import { callResult } from './calls.js';
import type { Nullability } from '../types.js';
import type { Context, Scope } from './types.js';

const EXISTS = 0;
const ALL = 1;
const ANY = 2;
const EXPRESSION = 4;
const ARRAY = 6;

/** EXISTS answers true or false, ARRAY(...) an array if only an empty one, a scalar subquery null where it has no row. */
const subLink: Rule = (node, scope, ctx) => {
  const query = nodeOf(node, 'subselect');
  if (query === null) return 'unknown';
  switch (intOf(node, 'subLinkType')) {
    case EXISTS: case ARRAY: return 'no';
    case EXPRESSION: return ctx.rows(query, scope) === 'one' ? ctx.columns(query, scope, scope.level.mode)[0]?.nullability ?? 'unknown' : 'yes';
    case ALL: case ANY: return comparison(node, query, scope, ctx);
    default: return 'unknown';
  }
};

/** `x IN (select ...)` is null where it is not found and x or some row of the subquery is null. */
function comparison(node: PgNode, query: PgNode, scope: Scope, ctx: Context): Nullability {
  const test = nodeOf(node, 'testexpr');
  const columns = ctx.columns(query, scope, scope.level.mode).map((column) => column.nullability);
  if (test?.tag !== 'OPEXPR') return 'unknown';
  const [left] = nodesOf(test, 'args');
  const inputs = [left === undefined ? 'unknown' as const : ctx.nullability(left, scope), worst(columns)];
  return callResult(ctx, intOf(test, 'opfuncid'), inputs);
}

export const SUBLINK_RULES: Readonly<Record<string, Rule>> = { SUBLINK: subLink };
