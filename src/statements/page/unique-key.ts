import type { Catalog } from '../../catalog/types.js';
import { createContext } from '../analyse/create-context.js';
import { nodeOf, nodesOf, type PgNode } from '../analyse/node.js';
import { readNode } from '../analyse/read-node.js';
import { lastQuery } from '../analyse/relations.js';
import { isAtMostOne } from '../analyse/single-row.js';
import type { AnalysedColumn, ViewDefinitions } from '../analyse/types.js';

export interface UniqueKeyInput {
  readonly catalog: Catalog;
  readonly views: ViewDefinitions;
  /** Analysed trees of every choice of optional parts. */
  readonly trees: readonly string[];
  readonly columns: readonly AnalysedColumn[];
  /** Whether values of the column have an order. */
  readonly ordered: (column: AnalysedColumn) => boolean;
}

/**
 * Columns (by index) that tell any two rows of a result apart, whichever parts are in it; null where none are known.
 * Tried: the primary key of each table that is read, then of all together, single columns, all columns.
 */
export function uniqueKey(input: UniqueKeyInput): readonly number[] | null {
  const found = primaryKeys(input);
  const keys = found.filter(({ whole }) => whole).map(({ columns }) => columns);
  const joined = [...new Set(found.flatMap(({ columns }) => columns))].sort((a, b) => a - b);
  const orderable = input.columns.flatMap((column, index) => (input.ordered(column) ? [index] : []));
  const candidates = [...keys, joined, ...orderable.map((index) => [index]), orderable].filter((candidate) => candidate.length > 0);
  const queries = input.trees.map((tree) => lastQuery(readNode(tree)));
  const context = createContext({ catalog: input.catalog, views: input.views, nullableParameters: new Set() });
  return candidates.find((candidate) => {
    const certain = keys.includes(candidate) || candidate === joined || candidate.every((index) => input.columns[index]?.nullability === 'no');
    return queries.every((query) => query !== null && (certain || isGrouped(query)) && isAtMostOne(query, null, new Set(candidate.map((index) => index + 1)), context));
  }) ?? null;
}

interface FoundKey {
  readonly columns: readonly number[];
  /** All of the key is in the result; else a join may give the rest: `m.thing_id = t.id`. */
  readonly whole: boolean;
}

/** For each table read, what the result has of its primary key. */
function primaryKeys({ catalog, columns, ordered }: UniqueKeyInput): readonly FoundKey[] {
  const relations = [...new Set(columns.flatMap(({ origin }) => (origin === null ? [] : [origin.relation])))];
  return relations.flatMap((oid) => {
    const key = catalog.relations.find((relation) => relation.oid === oid)?.keys.find(({ kind }) => kind === 'primary')?.columns ?? [];
    const found = key.map((name) => columns.findIndex((column) => column.origin?.relation === oid && column.origin.column === name && ordered(column))).filter((index) => index >= 0);
    return found.length === 0 ? [] : [{ columns: found, whole: found.length === key.length }];
  });
}

/**
 * Groups take nulls for equal. Elsewhere a column that can be null tells rows apart only as a primary key, where null
 * means that there is no row of its table.
 */
function isGrouped(query: PgNode): boolean {
  return nodesOf(query, 'groupClause').length > 0 || nodesOf(query, 'distinctClause').length > 0 || nodeOf(query, 'setOperations') !== null;
}
