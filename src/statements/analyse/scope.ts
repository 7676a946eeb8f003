import type { ColumnFact, Context, RowMode } from './context.js';
import { nullableGroups, type NullableGroups } from './grouping.js';
import { isNode, listOf, type PgNode } from './node.js';
import { NO_ROW_FACTS, rowFacts, type RowFacts } from './row-facts.js';

/** One query with its FROM entries, and what was found out about them so far. */
export interface Level {
  readonly query: PgNode;
  /** Entries by rtindex - 1. */
  readonly rtable: readonly (PgNode | null)[];
  readonly mode: RowMode;
  readonly facts: RowFacts;
  readonly groups: NullableGroups;
  /** Columns of subqueries in FROM by rtindex, and of CTEs by name: filled as they are met. */
  readonly columns: Map<number, readonly ColumnFact[]>;
  readonly ctes: Map<string, readonly ColumnFact[]>;
}

/** A place inside a query: what an expression there may rely on. */
export interface Scope {
  readonly level: Level;
  /** The query around this one (varlevelsup 1). */
  readonly outer: Scope | null;
  /** True where values stand after GROUP BY: outside of aggregates in a grouped query. */
  readonly grouped: boolean;
  /** More than `level.facts` here: variables that are not null in a CASE branch, by key, with their nulling joins. */
  readonly known: ReadonlyMap<string, readonly number[]>;
  /** Joins to be taken as matched here (the two sides of a merged FULL JOIN column). */
  readonly matched: ReadonlySet<number>;
}

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
