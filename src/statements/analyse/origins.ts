import { intOf, type PgNode } from './node.js';
import { outerScope } from './scope.js';
import type { ColumnFact, Context, Scope } from './types.js';

const NOWHERE = { origin: null, view: null } as const;

/** Where the value of an expression is copied from: only a bare variable is a copy, outer joins or not. */
export function originOf(node: PgNode, here: Scope, ctx: Context): Pick<ColumnFact, 'origin' | 'view'> {
  if (node.tag !== 'VAR' || intOf(node, 'varattno') <= 0) return NOWHERE;
  const scope = outerScope(here, intOf(node, 'varlevelsup'));
  if (scope === null) return NOWHERE;
  const { origin, view } = ctx.source(scope, intOf(node, 'varno'), intOf(node, 'varattno'));
  return { origin, view };
}

/** The origin that all parts of a set operation share. */
export function commonOrigin(left: ColumnFact, right: ColumnFact): Pick<ColumnFact, 'origin' | 'view'> {
  const same = (field: 'origin' | 'view'): boolean => left[field]?.relation === right[field]?.relation && left[field]?.column === right[field]?.column;
  return { origin: same('origin') ? left.origin : null, view: same('view') ? left.view : null };
}
