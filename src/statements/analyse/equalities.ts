import { intOf, isNode, nodeOf, nodesOf, textOf, type PgNode } from './node.js';
import type { Context } from './types.js';

/** A variable that an equality gives the value of another expression. */
export interface Equality {
  readonly variable: PgNode;
  readonly value: PgNode;
}

const JOIN_INNER = 0;
const JOIN_LEFT = 1;
const JOIN_FULL = 2;
const JOIN_RIGHT = 3;

/**
 * The equalities that hold among a query's rows by its WHERE and ON. ON of an outer join gives values to the nullable
 * side only: rows of the other side come through whatever it says. Null for a FULL JOIN: its two sides can come apart.
 */
export function equalitiesOf(tree: PgNode, ctx: Context): readonly Equality[] | null {
  if (tree.tag === 'RANGETBLREF') return [];
  const fields = tree.tag === 'FROMEXPR' ? nodesOf(tree, 'fromlist') : [nodeOf(tree, 'larg'), nodeOf(tree, 'rarg')].filter(isNode);
  const below = fields.map((side) => equalitiesOf(side, ctx));
  if (below.includes(null)) return null;
  const own = conditionEqualities(nodeOf(tree, 'quals'), ctx);
  const kept = tree.tag === 'FROMEXPR' ? own : ofJoin(tree, own);
  return kept === null ? null : [...below.flatMap((side) => side ?? []), ...kept];
}

function ofJoin(join: PgNode, own: readonly Equality[]): readonly Equality[] | null {
  const only = (side: string): readonly Equality[] => {
    const node = nodeOf(join, side);
    const entries = node === null ? new Set<number>() : leaves(node);
    return own.filter(({ variable }) => entries.has(intOf(variable, 'varno')));
  };
  switch (intOf(join, 'jointype')) {
    case JOIN_INNER: return own;
    case JOIN_LEFT: return only('rarg');
    case JOIN_RIGHT: return only('larg');
    case JOIN_FULL: return null;
    default: return null;
  }
}

/** Entries of FROM below a node of the join tree, joins themselves left out. */
export function leaves(tree: PgNode): ReadonlySet<number> {
  if (tree.tag === 'RANGETBLREF') return new Set([intOf(tree, 'rtindex')]);
  const below = tree.tag === 'FROMEXPR' ? nodesOf(tree, 'fromlist') : [nodeOf(tree, 'larg'), nodeOf(tree, 'rarg')].filter(isNode);
  return new Set(below.flatMap((side) => [...leaves(side)]));
}

/** The equalities that hold where a condition is true: those among the parts of its top-level AND. */
export function conditionEqualities(condition: PgNode | null, ctx: Context): readonly Equality[] {
  return conjuncts(condition).flatMap((part) => equality(part, ctx));
}

function conjuncts(node: PgNode | null): readonly PgNode[] {
  if (node === null) return [];
  return node.tag === 'BOOLEXPR' && textOf(node, 'boolop') === 'and' ? nodesOf(node, 'args').flatMap(conjuncts) : [node];
}

/** `a = b` both ways round, where a is a variable and the operator is an equality that tells what a unique index tells apart. */
function equality(node: PgNode, ctx: Context): readonly Equality[] {
  const [left, right] = nodesOf(node, 'args');
  if (node.tag !== 'OPEXPR' || left === undefined || right === undefined || !ctx.equality.has(intOf(node, 'opno'))) return [];
  if (ctx.nondeterministic.has(intOf(node, 'inputcollid')) && ![left, right].every((side) => sameCollation(side, node))) return [];
  const [first, second] = [plainVariable(left, ctx), plainVariable(right, ctx)];
  return [...(first === null ? [] : [{ variable: first, value: right }]), ...(second === null ? [] : [{ variable: second, value: left }])];
}

/** Under a collation where `a` equals `A`, only the column's own collation agrees with its unique constraint. */
function sameCollation(side: PgNode, comparison: PgNode): boolean {
  const inner = uncast(side);
  return inner.tag !== 'VAR' || intOf(inner, 'varcollid') === intOf(comparison, 'inputcollid');
}

const TEXT = 25;

/** A variable of this query, seen through the casts that keep equality: varchar as text, a domain as its base. */
function plainVariable(node: PgNode, ctx: Context): PgNode | null {
  const inner = uncast(node);
  if (inner.tag !== 'VAR' || intOf(inner, 'varlevelsup') !== 0) return null;
  if (inner !== node && intOf(node, 'resulttype') !== TEXT && ctx.types[intOf(inner, 'vartype')]?.kind !== 'domain') return null;
  return inner;
}

function uncast(node: PgNode): PgNode {
  return node.tag === 'RELABELTYPE' ? nodeOf(node, 'arg') ?? node : node;
}
