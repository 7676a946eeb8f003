import { worst } from './context.js';
import { boolOf, intOf, nodeOf, nodesOf, textOf, type PgNode } from './node.js';
import { outerScope, sourceScope } from './scope.js';
import type { ColumnFact, Context, Scope } from './types.js';

/** A WITH query and the scope it belongs to, for an entry in FROM that names it. */
export function findCte(scope: Scope, entry: PgNode): { readonly cte: PgNode; readonly owner: Scope } | null {
  const owner = outerScope(scope, intOf(entry, 'ctelevelsup'));
  if (owner === null) return null;
  const cte = nodesOf(owner.level.query, 'cteList').find((item) => textOf(item, 'ctename') === textOf(entry, 'ctename'));
  return cte === undefined ? null : { cte, owner };
}

/** Columns of the WITH query that an entry in FROM names; null if there is none. Columns of SEARCH and CYCLE are not among them. */
export function cteColumns(scope: Scope, entry: PgNode, ctx: Context): readonly ColumnFact[] | null {
  const found = findCte(scope, entry);
  if (found === null) return null;
  const name = textOf(found.cte, 'ctename') ?? '';
  const { ctes } = found.owner.level;
  const known = ctes.get(name);
  if (known !== undefined) return known;
  const query = nodeOf(found.cte, 'ctequery');
  if (query === null) return null;
  const plain = sourceScope(found.owner);
  const judge = (): readonly ColumnFact[] => ctx.columns(query, plain, plain.level.mode);
  const columns = boolOf(found.cte, 'cterecursive') ? recursiveColumns(name, ctes, width(query), judge) : judge();
  ctes.set(name, columns);
  return columns;
}

/**
 * Every row of a recursive query comes from finitely many steps: what the first step gives without null, and each
 * further step too as long as its input has none, is never null. So start with `no` for all and take back until it holds.
 */
function recursiveColumns(name: string, ctes: Map<string, readonly ColumnFact[]>, columns: number, judge: () => readonly ColumnFact[]): readonly ColumnFact[] {
  let assumed: readonly ColumnFact[] = Array.from({ length: columns }, () => ({ nullability: 'no' as const, origin: null, view: null }));
  for (;;) {
    ctes.set(name, assumed);
    const found = judge();
    const next = found.map((column, index) => ({ ...column, nullability: worst([column.nullability, assumed[index]?.nullability ?? 'unknown']) }));
    if (next.every((column, index) => column.nullability === assumed[index]?.nullability)) return next;
    assumed = next;
  }
}

/** Number of columns of a set operation: those of its leftmost query, which the target list repeats. */
function width(query: PgNode): number {
  return nodesOf(query, 'targetList').filter((target) => !boolOf(target, 'resjunk')).length;
}
