import { nullableGroups } from './grouping.js';
import { isNode, listOf, type PgNode } from './node.js';
import { NO_ROW_FACTS, rowFacts } from './row-facts.js';
import type { Context, Level, RowMode, Scope } from './types.js';
const NOTHING_KNOWN: ReadonlyMap<string, readonly number[]> = new Map();
const NO_JOINS: ReadonlySet<number> = new Set();

/** The scope of a query's own expressions: its target list, HAVING or RETURNING. */
export function openScope(query: PgNode, outer: Scope | null, mode: RowMode, ctx: Context): Scope {
  const facts = mode === 'written' ? NO_ROW_FACTS : rowFacts(query, ctx);
  const rtable = listOf(query, 'rtable').map((entry) => (isNode(entry) ? entry : null));
  const level: Level = { query, rtable, mode, facts, groups: nullableGroups(query), columns: new Map(), ctes: new Map() };
  return { level, outer, grouped: true, known: NOTHING_KNOWN, matched: NO_JOINS };
}

/** The scope of the same level as the entries in FROM see it: before grouping, outside of any CASE. */
export function sourceScope(scope: Scope): Scope {
  return { level: scope.level, outer: scope.outer, grouped: false, known: NOTHING_KNOWN, matched: NO_JOINS };
}

/** The scope `levels` queries further out; null where there is none. */
export function outerScope(scope: Scope, levels: number): Scope | null {
  let found: Scope | null = scope;
  for (let up = 0; up < levels && found !== null; up++) found = found.outer;
  return found;
}

/**
 * The scope inside an aggregate of the query `levels` further out: that query's values stand before grouping there.
 * Levels between get fresh memories, since what was found under grouping need not hold without it, and the reverse.
 */
export function insideAggregate(scope: Scope, levels: number): Scope {
  if (levels === 0) return { ...scope, grouped: false, known: NOTHING_KNOWN };
  if (scope.outer === null) return scope;
  const level: Level = { ...scope.level, columns: new Map(), ctes: new Map(scope.level.ctes) };
  return { ...scope, level, outer: insideAggregate(scope.outer, levels - 1) };
}

export function entryOf(scope: Scope, rtindex: number): PgNode | null {
  return scope.level.rtable[rtindex - 1] ?? null;
}
