import type { Catalog, Oid, PgType, Relation } from '../../catalog/types.js';
import type { Nullability } from '../types.js';
import type { PgNode } from './node.js';
import type { Scope } from './scope.js';
import type { AnalyseInput, Origin, RoutineFact, ViewDefinitions } from './types.js';

/** What is known of one column of a query or of an entry in FROM. */
export interface ColumnFact {
  readonly nullability: Nullability;
  readonly origin: Origin | null;
  readonly view: Origin | null;
}

/**
 * How rows of a relation came to be: `read` by a query; `stale`: by a query that ran earlier (a materialized view), so
 * that a NOT NULL made since then does not hold; `written` through a view, whose WHERE need not hold for them.
 */
export type RowMode = 'read' | 'stale' | 'written';

/** What the rules for single nodes need; carries the way back into the recursion, so that no two files import each other. */
export interface Context {
  readonly relations: ReadonlyMap<Oid, Relation>;
  readonly types: Readonly<Record<Oid, PgType>>;
  readonly parents: ReadonlySet<Oid>;
  readonly views: ViewDefinitions;
  readonly equality: ReadonlySet<Oid>;
  readonly nondeterministic: ReadonlySet<Oid>;
  readonly rewritten: ReadonlySet<Oid>;
  readonly nullableParameters: ReadonlySet<number>;
  /** Parsed rules of views, and columns of views by mode and oid: filled as they are met. */
  readonly ruleTrees: Map<Oid, PgNode | null>;
  readonly viewColumns: Map<string, readonly ColumnFact[] | null>;
  nullability(node: PgNode | null, scope: Scope): Nullability;
  columns(query: PgNode, outer: Scope | null, mode: RowMode): readonly ColumnFact[];
  /** A column of an entry in FROM, before any outer join; attno 0 is the whole row. */
  source(scope: Scope, rtindex: number, attno: number): ColumnFact;
  /** How many rows a query gives: `one` and `optional` only where it is certain. */
  rows(query: PgNode, outer: Scope | null): RowCount;
}

export type RowCount = 'one' | 'optional' | 'many';

/** The part of a context that ties its rules together. */
export type Recursion = Pick<Context, 'nullability' | 'columns' | 'source' | 'rows'>;

export const UNKNOWN_COLUMN: ColumnFact = { nullability: 'unknown', origin: null, view: null };

/** The tables of a context, without the recursion. */
export function contextTables(input: Pick<AnalyseInput, 'catalog' | 'views' | 'nullableParameters'>): Omit<Context, keyof Recursion> {
  const { catalog, views } = input;
  return {
    relations: new Map(catalog.relations.map((relation) => [relation.oid, relation])),
    types: catalog.types,
    parents: inheritanceParents(catalog),
    views,
    equality: new Set(views.equality),
    nondeterministic: new Set(views.nondeterministic),
    rewritten: new Set(views.rewritten),
    nullableParameters: input.nullableParameters,
    ruleTrees: new Map(),
    viewColumns: new Map(),
  };
}

/** Tables with inheritance children (partitions are another matter): their unique keys do not span the children. */
function inheritanceParents(catalog: Catalog): ReadonlySet<Oid> {
  return new Set(catalog.relations.flatMap((relation) => (relation.partitionOf === null ? relation.inherits : [])));
}

export function routineOf(ctx: Context, oid: Oid): RoutineFact | null {
  return ctx.views.routines[oid] ?? null;
}

/** Name of a function of pg_catalog, null for any other: a user's own `count` is not the server's. */
export function builtinName(ctx: Context, oid: Oid): string | null {
  const routine = routineOf(ctx, oid);
  return routine?.schema === 'pg_catalog' ? routine.name : null;
}

/** The worst of several: one null input can make the result null. `no` for none at all. */
export function worst(parts: readonly Nullability[]): Nullability {
  if (parts.includes('yes')) return 'yes';
  return parts.includes('unknown') ? 'unknown' : 'no';
}

/** The best of several: one input that is not null is enough (COALESCE). `yes` for none at all. */
export function best(parts: readonly Nullability[]): Nullability {
  if (parts.includes('no')) return 'no';
  return parts.includes('unknown') ? 'unknown' : 'yes';
}
