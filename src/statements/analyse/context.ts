import type { Catalog, Oid } from '../../catalog/types.js';
import type { Nullability } from '../types.js';
import type { AnalyseInput, ColumnFact, Context, RoutineFact } from './types.js';
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
