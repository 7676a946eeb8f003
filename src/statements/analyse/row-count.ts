import type { Oid } from '../../catalog/types.js';
import { findCte } from './ctes.js';
import { conditionEqualities } from './equalities.js';
import { isFixed } from './fixed.js';
import { variableKey } from './grouping.js';
import { boolOf, hasValue, intOf, listOf, nodeOf, nodesOf, textOf, type PgNode } from './node.js';
import { ruleQuery } from './relations.js';
import { entryOf, openScope } from './scope.js';
import { fixedEntries, isAtMostOne, isEntrySingle, limitConstant, NO_COLUMNS } from './single-row.js';
import type { Context, RowCount, Scope } from './types.js';

const SELECT = 1;
const INSERT = 3;
const MERGE = 5;
const ON_CONFLICT_NOTHING = 1;

/** How many rows a query gives: `one` and `optional` only where it is certain. Of a relation with rules nothing is. */
export function rowCount(query: PgNode, outer: Scope | null, ctx: Context): RowCount {
  if (ctx.rewritten.has(targetOf(query))) return 'many';
  switch (intOf(query, 'commandType')) {
    case SELECT: return selectCount(query, outer, ctx);
    case INSERT: return insertCount(query, outer, ctx);
    case MERGE: return mergeCount(query, outer, ctx);
    default: return targetCount(query, outer, ctx);
  }
}

function selectCount(query: PgNode, outer: Scope | null, ctx: Context): RowCount {
  if (isExactlyOne(query, outer, ctx)) return 'one';
  return isAtMostOne(query, outer, NO_COLUMNS, ctx) ? 'optional' : 'many';
}

/** An aggregate without GROUP BY, or a query whose FROM is one row and whose conditions drop none. */
function isExactlyOne(query: PgNode, outer: Scope | null, ctx: Context): boolean {
  const limit = limitConstant(query);
  const dropped = hasValue(query, 'limitOffset') || (hasValue(query, 'limitCount') && (limit === null || limit < 1n));
  if (dropped || hasValue(query, 'setOperations') || hasValue(query, 'havingQual') || boolOf(query, 'hasTargetSRFs') || hasValue(query, 'rowMarks')) return false;
  if (nodesOf(query, 'groupingSets').length > 0) return false;
  if (boolOf(query, 'hasAggs') && nodesOf(query, 'groupClause').length === 0) return true;
  return sourceCount(query, outer, ctx) === 'one';
}

/** Rows of a query's FROM and WHERE. */
function sourceCount(query: PgNode, outer: Scope | null, ctx: Context): RowCount {
  const scope = openScope(query, outer, 'read', ctx);
  const tree = nodeOf(query, 'jointree');
  if (tree === null || fixedEntries(scope, new Set(), ctx)?.all !== true) return 'many';
  return keepsOne(tree, scope, ctx) ? 'one' : 'optional';
}

/** Whether a join tree of single rows always has its row: nothing is filtered, and what joins is there. */
function keepsOne(tree: PgNode, scope: Scope, ctx: Context): boolean {
  if (tree.tag === 'RANGETBLREF') return entryCount(scope, intOf(tree, 'rtindex'), ctx) === 'one';
  if (tree.tag === 'FROMEXPR') return !hasValue(tree, 'quals') && nodesOf(tree, 'fromlist').every((item) => keepsOne(item, scope, ctx));
  const [left, right] = [nodeOf(tree, 'larg'), nodeOf(tree, 'rarg')];
  if (left === null || right === null) return false;
  switch (intOf(tree, 'jointype')) {
    case 0: return isAlwaysTrue(nodeOf(tree, 'quals')) && keepsOne(left, scope, ctx) && keepsOne(right, scope, ctx);
    case 1: return keepsOne(left, scope, ctx);
    case 3: return keepsOne(right, scope, ctx);
    default: return false;
  }
}

/** `on true`, or no condition at all (CROSS JOIN). */
function isAlwaysTrue(quals: PgNode | null): boolean {
  if (quals === null) return true;
  const value = quals.fields.get('constvalue');
  return quals.tag === 'CONST' && typeof value === 'object' && value !== null && value.kind === 'bytes' && value.bytes[0] === 1;
}

function entryCount(scope: Scope, rtindex: number, ctx: Context): RowCount {
  const entry = entryOf(scope, rtindex);
  const query = entry === null ? null : nodeOf(entry, 'subquery');
  if (entry === null) return 'many';
  switch (intOf(entry, 'rtekind')) {
    case 1: return query === null ? 'many' : ctx.rows(query, scope);
    case 3: return nodesOf(entry, 'functions').every((item) => textOf(nodeOf(item, 'funcexpr') ?? item, 'funcretset') === 'false') ? 'one' : 'many';
    case 5: return listOf(entry, 'values_lists').length === 1 ? 'one' : 'many';
    case 6: return cteCount(scope, entry, ctx);
    case 8: return 'one';
    default: return 'many';
  }
}

function cteCount(scope: Scope, entry: PgNode, ctx: Context): RowCount {
  const found = findCte(scope, entry);
  const query = found === null || boolOf(found.cte, 'cterecursive') ? null : nodeOf(found.cte, 'ctequery');
  return found === null || query === null ? 'many' : ctx.rows(query, found.owner);
}

/** One row for each row of the source, unless ON CONFLICT or a trigger leaves some out. */
function insertCount(query: PgNode, outer: Scope | null, ctx: Context): RowCount {
  const source = sourceCount(query, outer, ctx);
  if (source !== 'one') return source;
  const conflict = nodeOf(query, 'onConflict');
  const skips = conflict !== null && (intOf(conflict, 'action') === ON_CONFLICT_NOTHING || hasValue(conflict, 'onConflictWhere'));
  return skips || mayDropRows(query, ctx) ? 'optional' : 'one';
}

/** A BEFORE or INSTEAD OF row trigger can answer null, on a partition as well; what a rule does is not known. */
function mayDropRows(query: PgNode, ctx: Context): boolean {
  return mayDrop(targetOf(query), ctx);
}

/** Oid of the relation that a statement writes, 0 for none. */
function targetOf(query: PgNode): Oid {
  const target = nodesOf(query, 'rtable')[intOf(query, 'resultRelation') - 1];
  return target === undefined ? 0 : intOf(target, 'relid');
}

function mayDrop(oid: Oid, ctx: Context): boolean {
  const relation = ctx.relations.get(oid);
  if (relation === undefined || relation.kind === 'foreign table' || ctx.rewritten.has(oid)) return true;
  if (relation.triggers.some(({ definition }) => /\b(?:BEFORE|INSTEAD OF)\b/.test(definition))) return true;
  const rule = relation.kind === 'view' ? ruleQuery(oid, ctx) : null;
  const bases = rule === null ? [] : nodesOf(rule, 'rtable').map((entry) => intOf(entry, 'relid'));
  const partitions = [...ctx.relations.values()].filter(({ partitionOf }) => partitionOf === oid).map((partition) => partition.oid);
  return (relation.kind === 'view' && bases.length === 0) || [...bases, ...partitions].some((part) => mayDrop(part, ctx));
}

/** UPDATE and DELETE touch each row of the target once, however many rows join to it. */
function targetCount(query: PgNode, outer: Scope | null, ctx: Context): RowCount {
  const scope = openScope(query, outer, 'read', ctx);
  return fixedEntries(scope, new Set(), ctx)?.entries.has(intOf(query, 'resultRelation')) === true ? 'optional' : 'many';
}

const NOT_MATCHED_BY_SOURCE = 1;

/** One source row that meets at most one target row. WHEN NOT MATCHED BY SOURCE works on all the others. */
function mergeCount(query: PgNode, outer: Scope | null, ctx: Context): RowCount {
  if (nodesOf(query, 'mergeActionList').some((action) => intOf(action, 'matchKind') === NOT_MATCHED_BY_SOURCE)) return 'many';
  const scope = openScope(query, outer, 'read', ctx);
  const source = fixedEntries(scope, new Set(), ctx);
  if (source?.all !== true) return 'many';
  const target = intOf(query, 'resultRelation');
  const matched = conditionEqualities(nodeOf(query, 'mergeJoinCondition'), ctx).filter(({ variable, value }) =>
    intOf(variable, 'varno') === target && isFixed(value, source, ctx));
  const fixed = { equal: new Set(matched.map(({ variable }) => variableKey(variable))), same: new Set<string>() };
  return isEntrySingle(scope, target, fixed, ctx) ? 'optional' : 'many';
}
