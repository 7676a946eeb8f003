import type { Column, Key, Relation } from '../../catalog/types.js';
import { findCte } from './ctes.js';
import { equalitiesOf, leaves } from './equalities.js';
import { isFixed, lateralVariables, type FixedVariables } from './fixed.js';
import { variableKey } from './grouping.js';
import { boolOf, everyNode, hasValue, integerConstant, intOf, listOf, nodeOf, nodesOf, type PgNode } from './node.js';
import { nullingJoins } from './nulling-joins.js';
import { outputEntries } from './output-entries.js';
import { ruleQuery } from './relations.js';
import { entryOf, openScope } from './scope.js';
import type { Context, Scope } from './types.js';

/** Numbers of output columns (1-based) that are known to have one value. */
type FixedColumns = ReadonlySet<number>;

/** Nothing is known of the output columns' values. */
export const NO_COLUMNS: FixedColumns = new Set();
const SELECT = 1;
const UNION = 1;
const INTERSECT = 2;

/** Whether a SELECT gives at most one row, when the named output columns have one value. */
export function isAtMostOne(query: PgNode, outer: Scope | null, fixed: FixedColumns, ctx: Context): boolean {
  if (limitsToOne(query)) return true;
  const scope = openScope(query, outer, 'read', ctx);
  const operation = nodeOf(query, 'setOperations');
  if (operation !== null) return isOperationSingle(operation, scope, fixed, ctx);
  if (boolOf(query, 'hasTargetSRFs') || nodesOf(query, 'groupingSets').length > 0) return false;
  const grouped = nodesOf(query, 'groupClause');
  if (grouped.length === 0 && (boolOf(query, 'hasAggs') || hasValue(query, 'havingQual'))) return true;
  const found = fixedEntries(scope, outputFixed(scope, fixed), ctx);
  if (found?.all === true) return true;
  const variables = found ?? { equal: new Set<string>(), same: new Set<string>() };
  return [grouped, nodesOf(query, 'distinctClause')].some((clauses) => isKeyFixed(clauses, scope, fixed, variables, ctx));
}

/** `limit 1`, `limit 0`, `fetch first row only`; not WITH TIES, not a parameter. */
function limitsToOne(query: PgNode): boolean {
  const count = limitConstant(query);
  return count !== null && count <= 1n && intOf(query, 'limitOption') === 0;
}

/** The constant of LIMIT (cast to bigint by the server), null where there is none. */
export function limitConstant(query: PgNode): bigint | null {
  const limit = nodeOf(query, 'limitCount');
  const inner = limit?.tag === 'FUNCEXPR' ? nodesOf(limit, 'args')[0] : limit;
  return inner === undefined || inner === null ? null : integerConstant(inner);
}

function isOperationSingle(node: PgNode, scope: Scope, fixed: FixedColumns, ctx: Context): boolean {
  if (node.tag === 'RANGETBLREF') {
    const entry = entryOf(scope, intOf(node, 'rtindex'));
    const query = entry === null ? null : nodeOf(entry, 'subquery');
    return query !== null && isAtMostOne(query, scope, fixed, ctx);
  }
  const columns = outputEntries(scope.level.query);
  if (!boolOf(node, 'all') && columns.every((_entry, index) => fixed.has(index + 1))) return true;
  const [left, right] = [nodeOf(node, 'larg'), nodeOf(node, 'rarg')];
  if (left === null || right === null || intOf(node, 'op') === UNION) return false;
  return isOperationSingle(left, scope, fixed, ctx) || (intOf(node, 'op') === INTERSECT && isOperationSingle(right, scope, fixed, ctx));
}

/** GROUP BY or DISTINCT over values that are all fixed leaves one row. */
function isKeyFixed(clauses: readonly PgNode[], scope: Scope, fixed: FixedColumns, variables: FixedVariables, ctx: Context): boolean {
  return clauses.length > 0 && clauses.every((clause) => {
    const entry = nodesOf(scope.level.query, 'targetList').find((target) => intOf(target, 'ressortgroupref') === intOf(clause, 'tleSortGroupRef'));
    const expression = entry === undefined ? null : nodeOf(entry, 'expr');
    if (entry === undefined || expression === null) return false;
    if (!boolOf(entry, 'resjunk') && fixed.has(intOf(entry, 'resno'))) return true;
    const key = ungrouped(expression, scope);
    return isFixed(key, variables, ctx) && everyNode(key).every((node) => !canBeNulled(node, scope));
  });
}

/** What an outer join nulls in some rows has two values there, its own and null, even where its entry has one row. */
function canBeNulled(node: PgNode, scope: Scope): boolean {
  return node.tag === 'VAR' && nullingJoins(node, scope).length > 0;
}

/** The expression behind a variable of 18's grouping step. */
function ungrouped(node: PgNode, scope: Scope): PgNode {
  const entry = node.tag === 'VAR' && intOf(node, 'varlevelsup') === 0 ? entryOf(scope, intOf(node, 'varno')) : null;
  const item = entry === null ? undefined : listOf(entry, 'groupexprs')[intOf(node, 'varattno') - 1];
  return typeof item === 'object' && item?.kind === 'node' ? item : node;
}

/** Variables of FROM that output columns with one value are copies of. */
function outputFixed(scope: Scope, fixed: FixedColumns): ReadonlySet<string> {
  const entries = outputEntries(scope.level.query).filter((entry) => fixed.has(intOf(entry, 'resno')));
  const variables = entries.flatMap((entry) => nodeOf(entry, 'expr') ?? []).map((node) => ungrouped(node, scope));
  return new Set(variables.filter((node) => node.tag === 'VAR' && intOf(node, 'varlevelsup') === 0).map(variableKey));
}

/** What is found out about the entries of FROM together. */
export interface FixedEntries extends FixedVariables {
  /** Entries with one row. */
  readonly entries: ReadonlySet<number>;
  /** All of FROM has one row. */
  readonly all: boolean;
}

/** Entries of FROM that give one row each, and variables with one value, given some; null with FULL JOIN. */
export function fixedEntries(scope: Scope, start: ReadonlySet<string>, ctx: Context): FixedEntries | null {
  const tree = nodeOf(scope.level.query, 'jointree');
  const equalities = tree === null ? null : equalitiesOf(tree, ctx);
  if (tree === null || equalities === null) return null;
  const [wanted, entries] = [leaves(tree), new Set<number>()];
  const fixed = { equal: new Set(start), same: new Set<string>() };
  for (let before = -1; before !== fixed.equal.size + entries.size;) {
    before = fixed.equal.size + entries.size;
    for (const { variable, value } of equalities) {
      if (isFixed(value, fixed, ctx)) fixed.equal.add(variableKey(variable));
    }
    for (const rtindex of wanted) {
      if (entries.has(rtindex) || !isEntrySingle(scope, rtindex, fixed, ctx)) continue;
      entries.add(rtindex);
      for (const key of columnKeys(scope, rtindex)) fixed.same.add(key);
    }
  }
  return { ...fixed, entries, all: [...wanted].every((rtindex) => entries.has(rtindex)) };
}

/** Keys of an entry's columns, the whole row among them. */
function columnKeys(scope: Scope, rtindex: number): readonly string[] {
  const entry = entryOf(scope, rtindex);
  const eref = entry === null ? null : nodeOf(entry, 'eref');
  return Array.from({ length: (eref === null ? 0 : listOf(eref, 'colnames').length) + 1 }, (_unused, attno) => `${rtindex}.${attno}`);
}

/** Whether an entry of FROM has at most one row with the values that its fixed columns have; of LATERAL for all rows beside it. */
export function isEntrySingle(scope: Scope, rtindex: number, fixed: FixedVariables, ctx: Context): boolean {
  const entry = entryOf(scope, rtindex);
  if (entry === null || !lateralVariables(entry).every((key) => fixed.same.has(key))) return false;
  const columns = columnsFixed(rtindex, [...fixed.equal, ...fixed.same]);
  const inner = nodeOf(entry, 'subquery');
  switch (intOf(entry, 'rtekind')) {
    case 0: return isRelationSingle(entry, columns, ctx);
    case 1: return inner !== null && isAtMostOne(inner, scope, columns, ctx);
    case 3: return nodesOf(entry, 'functions').every((item) => nodeOf(item, 'funcexpr')?.fields.get('funcretset') === 'false');
    case 5: return listOf(entry, 'values_lists').length === 1;
    case 6: return isCteSingle(scope, entry, columns, ctx);
    case 8: return true;
    default: return false;
  }
}

function columnsFixed(rtindex: number, variables: readonly string[]): FixedColumns {
  const prefix = `${rtindex}.`;
  return new Set(variables.filter((key) => key.startsWith(prefix)).map((key) => Number(key.slice(prefix.length))));
}

/** Of a WITH query that writes only the number of rows is known, not which columns tell them apart. */
function isCteSingle(scope: Scope, entry: PgNode, fixed: FixedColumns, ctx: Context): boolean {
  const found = findCte(scope, entry);
  const query = found === null || boolOf(found.cte, 'cterecursive') ? null : nodeOf(found.cte, 'ctequery');
  if (found === null || query === null) return false;
  return intOf(query, 'commandType') === SELECT ? isAtMostOne(query, found.owner, fixed, ctx) : ctx.rows(query, found.owner) !== 'many';
}

function isRelationSingle(entry: PgNode, fixed: FixedColumns, ctx: Context): boolean {
  const relation = ctx.relations.get(intOf(entry, 'relid'));
  if (relation === undefined || (boolOf(entry, 'inh') && ctx.parents.has(relation.oid))) return false;
  if (relation.kind === 'view') {
    const query = ruleQuery(relation.oid, ctx);
    return query !== null && isAtMostOne(query, null, byPosition(relation, fixed), ctx);
  }
  const columns = relation.columns.filter(({ number }) => fixed.has(number));
  return relation.kind !== 'foreign table' && relation.keys.some((key) => isKeyOf(key, columns));
}

/** A bare index can have another collation than its column: `a` and `A` are then two for it, and one for the column. */
function isKeyOf(key: Key, fixed: readonly Column[]): boolean {
  const parts = key.columns.map((name) => fixed.find((column) => column.name === name));
  return !key.deferrable && parts.length > 0 && parts.every((column) => column !== undefined && (key.constraint || column.collation === null));
}

/** A view's columns by their place in its query. */
function byPosition(relation: Relation, fixed: FixedColumns): FixedColumns {
  return new Set(relation.columns.flatMap(({ number }, index) => (fixed.has(number) ? [index + 1] : [])));
}
