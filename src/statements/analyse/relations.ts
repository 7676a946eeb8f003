import type { Oid, Relation } from '../../catalog/types.js';
import type { Nullability } from '../types.js';
import { UNKNOWN_COLUMN } from './context.js';
import { isNode, itemsOf, type PgNode, type PgValue } from './node.js';
import { readNode } from './read-node.js';
import type { ColumnFact, Context, RowMode } from './types.js';

const RTE_RELATION = 0;
const RTE_SUBQUERY = 1;
const RTE_VALUES = 5;
const RTE_CTE = 6;

/** A row as a value is not null unless an outer join made it so; a function's composite result may be null itself. */
export function wholeRow(rtekind: number): Nullability {
  return [RTE_RELATION, RTE_SUBQUERY, RTE_VALUES, RTE_CTE].includes(rtekind) ? 'no' : 'unknown';
}

/** A column of a table or view by its number; system columns are negative and never null in tables. */
export function relationColumn(oid: Oid, attno: number, mode: RowMode, ctx: Context): ColumnFact {
  const relation = ctx.relations.get(oid);
  if (relation === undefined) return UNKNOWN_COLUMN;
  const isTable = relation.kind === 'table' || relation.kind === 'partitioned';
  if (attno < 0) return { ...UNKNOWN_COLUMN, nullability: isTable ? 'no' : 'unknown' };
  const column = relation.columns.find(({ number }) => number === attno);
  if (column === undefined) return UNKNOWN_COLUMN;
  const origin = { relation: oid, column: column.name };
  if (relation.kind === 'view' || relation.kind === 'materialized view') return { ...viewColumn(relation, attno, mode, ctx), view: origin };
  return { nullability: tableColumn(relation, column, mode), origin, view: null };
}

/**
 * NOT NULL is a promise only where this server keeps it: not for foreign tables. A materialized view may have been
 * filled before NOT NULL was added; only the primary key's columns are trusted through one. A domain's own NOT NULL
 * does not count: a column can hold null in spite of it (CREATE DOMAIN, Notes: an empty scalar subquery's value).
 */
function tableColumn(relation: Relation, column: Relation['columns'][number], mode: RowMode): Nullability {
  if (relation.kind === 'foreign table') return 'unknown';
  if (!column.notNull) return 'yes';
  const inPrimaryKey = relation.keys.some((key) => key.kind === 'primary' && key.columns.includes(column.name));
  return mode === 'stale' && !inPrimaryKey ? 'unknown' : 'no';
}

function viewColumn(relation: Relation, attno: number, mode: RowMode, ctx: Context): ColumnFact {
  const inner = relation.kind === 'materialized view' ? 'stale' : mode;
  const index = relation.columns.findIndex(({ number }) => number === attno);
  return viewColumns(relation.oid, inner, ctx)?.[index] ?? UNKNOWN_COLUMN;
}

/** Columns of a view by the tree of its rule; null without one, or where the rule's own columns are being worked out. */
function viewColumns(oid: Oid, mode: RowMode, ctx: Context): readonly ColumnFact[] | null {
  const key = `${mode}.${oid}`;
  const known = ctx.viewColumns.get(key);
  if (known !== undefined) return known;
  ctx.viewColumns.set(key, null);
  const query = ruleQuery(oid, ctx);
  const columns = query === null ? null : ctx.columns(query, null, mode);
  ctx.viewColumns.set(key, columns);
  return columns;
}

/** The query of a view's select rule, parsed once. */
export function ruleQuery(oid: Oid, ctx: Context): PgNode | null {
  const known = ctx.ruleTrees.get(oid);
  if (known !== undefined) return known;
  const text = ctx.views.rules[oid];
  const query = text === undefined ? null : lastQuery(readNode(text));
  ctx.ruleTrees.set(oid, query);
  return query;
}

/** The query in the nested lists around it; of several the last, whose rows a function returns. */
export function lastQuery(value: PgValue): PgNode | null {
  if (isNode(value)) return value.tag === 'QUERY' ? value : null;
  return itemsOf(value).reduce<PgNode | null>((found, item) => lastQuery(item) ?? found, null);
}
