import { routineOf } from './context.js';
import { variableKey } from './grouping.js';
import { boolOf, childrenOf, intOf, nodeOf, type PgNode } from './node.js';
import type { Context } from './types.js';

/** Variables of one query, by key, that have one value in all rows. */
export interface FixedVariables {
  /** Equal to one value; what is equal can still be written in several ways (1.0 and 1.00, '1 month' and '30 days'). */
  readonly equal: ReadonlySet<string>;
  /** The very same value: columns of an entry that has one row. */
  readonly same: ReadonlySet<string>;
}

/**
 * Whether an expression has one value for all rows: parameters, constants, values of outer queries, variables that have
 * one, and what functions that are not volatile compute from those that are the very same. A subquery must not look at
 * this query's rows at all: one that does runs again for each.
 */
export function isFixed(node: PgNode, fixed: FixedVariables, ctx: Context): boolean {
  const inner = node.tag === 'RELABELTYPE' ? nodeOf(node, 'arg') ?? node : node;
  if (inner.tag === 'VAR' && intOf(inner, 'varlevelsup') === 0 && fixed.equal.has(variableKey(inner))) return true;
  return isSame(node, fixed, ctx, 0);
}

function isSame(node: PgNode, fixed: FixedVariables, ctx: Context, depth: number): boolean {
  if (node.tag === 'VAR') return intOf(node, 'varlevelsup') !== depth || (depth === 0 && fixed.same.has(variableKey(node)));
  if (node.tag === 'NEXTVALUEEXPR' || (depth === 0 && (['AGGREF', 'WINDOWFUNC'].includes(node.tag) || boolOf(node, 'funcretset')))) return false;
  if (['funcid', 'opfuncid'].some((field) => isVolatile(node, field, ctx))) return false;
  return childrenOf(node).every((child) => isSame(child, fixed, ctx, depth + (node.tag === 'QUERY' ? 1 : 0)));
}

function isVolatile(node: PgNode, field: string, ctx: Context): boolean {
  return node.fields.has(field) && routineOf(ctx, intOf(node, field))?.volatile !== false;
}

/** Variables of a query that something below it looks at from the inside (LATERAL), by key. */
export function lateralVariables(node: PgNode, depth = 0): readonly string[] {
  if (node.tag === 'VAR') return intOf(node, 'varlevelsup') === depth ? [variableKey(node)] : [];
  return childrenOf(node).flatMap((child) => lateralVariables(child, depth + (node.tag === 'QUERY' ? 1 : 0)));
}
