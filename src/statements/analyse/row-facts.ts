import { allOf, implied } from './implied.js';
import { intOf, isNode, nodeOf, nodesOf, type PgNode } from './node.js';
import type { Context, Implied, RowFacts } from './types.js';
export const NO_ROW_FACTS: RowFacts = { notNull: new Map(), real: new Set(), sides: new Map() };

const MERGE = 5;
const JOIN_INNER = 0;
const JOIN_LEFT = 1;
const JOIN_FULL = 2;
const JOIN_RIGHT = 3;

/**
 * Collects the proofs of a query's WHERE, of its join conditions and (without grouping sets) of HAVING. A variable
 * that is not null after an outer join shows that this join matched, so its ON condition holds as well: repeated until
 * nothing new is found, as the planner does when it reduces outer joins.
 */
export function rowFacts(query: PgNode, ctx: Context): RowFacts {
  const tree = nodeOf(query, 'jointree');
  if (tree === null || intOf(query, 'commandType') === MERGE) return NO_ROW_FACTS;
  const sides = new Map<number, { left: ReadonlySet<number>; right: ReadonlySet<number> }>();
  collectSides(tree, sides);
  const having = nodesOf(query, 'groupingSets').length === 0 ? implied(nodeOf(query, 'havingQual'), 'true', ctx) : new Map<string, readonly number[]>();
  let real: ReadonlySet<string> = new Set();
  for (;;) {
    const notNull = allOf([having, fromTree(tree, real, sides, ctx)]);
    const found = realSides(notNull, real, sides);
    if (found.size === real.size) return { notNull, real, sides };
    real = found;
  }
}

/** `3l` for the side of join 3 on which an entry stands; null for what is no join (18's grouping step). */
export function sideOf(facts: Pick<RowFacts, 'sides'>, join: number, entry: number): string | null {
  const sides = facts.sides.get(join);
  if (sides === undefined) return null;
  if (sides.left.has(entry)) return `${join}l`;
  return sides.right.has(entry) ? `${join}r` : null;
}

function realSides(notNull: Implied, real: ReadonlySet<string>, sides: RowFacts['sides']): ReadonlySet<string> {
  const found = new Set(real);
  for (const [key, joins] of notNull) {
    for (const join of joins) {
      const side = sideOf({ sides }, join, Number(key.split('.')[0]));
      if (side !== null) found.add(side);
    }
  }
  return found;
}

/** Entries below a node of the join tree; on the way each join's two sides are written down. */
function collectSides(node: PgNode, sides: Map<number, { left: ReadonlySet<number>; right: ReadonlySet<number> }>): ReadonlySet<number> {
  if (node.tag === 'RANGETBLREF') return new Set([intOf(node, 'rtindex')]);
  if (node.tag === 'FROMEXPR') return new Set(nodesOf(node, 'fromlist').flatMap((item) => [...collectSides(item, sides)]));
  const below = (field: string): ReadonlySet<number> => {
    const side = nodeOf(node, field);
    return side === null ? new Set() : collectSides(side, sides);
  };
  const [left, right, join] = [below('larg'), below('rarg'), intOf(node, 'rtindex')];
  sides.set(join, { left, right });
  return new Set([join, ...left, ...right]);
}

function fromTree(node: PgNode, real: ReadonlySet<string>, sides: RowFacts['sides'], ctx: Context): Implied {
  if (node.tag === 'FROMEXPR') {
    return allOf([implied(nodeOf(node, 'quals'), 'true', ctx), ...nodesOf(node, 'fromlist').map((item) => fromTree(item, real, sides, ctx))]);
  }
  if (node.tag !== 'JOINEXPR') return new Map();
  const below = [nodeOf(node, 'larg'), nodeOf(node, 'rarg')].filter(isNode).map((side) => fromTree(side, real, sides, ctx));
  return allOf([...below, fromCondition(node, real, sides, ctx)]);
}

/**
 * ON of an inner join holds for every row. ON of an outer join holds where both sides are real; for the nullable
 * side's own variables, as they are before this join, that is whenever they are seen at all.
 */
function fromCondition(node: PgNode, real: ReadonlySet<string>, sides: RowFacts['sides'], ctx: Context): Implied {
  const join = intOf(node, 'rtindex');
  const condition = implied(nodeOf(node, 'quals'), 'true', ctx);
  const only = (side: ReadonlySet<number> | undefined): Implied => new Map([...condition].filter(([key]) => side?.has(Number(key.split('.')[0])) === true));
  switch (intOf(node, 'jointype')) {
    case JOIN_INNER: return condition;
    case JOIN_LEFT: return real.has(`${join}r`) ? condition : only(sides.get(join)?.right);
    case JOIN_RIGHT: return real.has(`${join}l`) ? condition : only(sides.get(join)?.left);
    case JOIN_FULL: return real.has(`${join}l`) && real.has(`${join}r`) ? condition : new Map();
    default: return new Map();
  }
}
