import type { Catalog, Column, Relation } from '../../catalog/types.js';
import { childrenOf, intOf, isNode, itemsOf, nodesOf, type PgNode, type PgValue } from '../analyse/node.js';

/** The column that a parameter is compared with or written into. */
export interface ParameterColumn {
  readonly relation: Relation;
  readonly column: Column;
}

/**
 * For each `$n` the first column of a table or view that it is compared with or becomes a value of: it travels as that
 * column does (a bigint key is an ID). `tree` is a statement's analysed tree, read.
 */
export function parameterColumns(catalog: Catalog, tree: PgValue): ReadonlyMap<number, ParameterColumn> {
  const found = new Map<number, ParameterColumn>();
  const queries = isNode(tree) ? [tree] : nodesIn(tree);
  for (const query of queries) visit(catalog, query, null, found);
  return found;
}

function nodesIn(value: PgValue): readonly PgNode[] {
  return isNode(value) ? [value] : itemsOf(value).flatMap(nodesIn);
}

function visit(catalog: Catalog, node: PgNode, query: PgNode | null, found: Map<number, ParameterColumn>): void {
  const inner = node.tag === 'QUERY' ? node : query;
  if (node.tag === 'QUERY') written(catalog, node, found);
  if (inner !== null && (node.tag === 'OPEXPR' || node.tag === 'SCALARARRAYOPEXPR' || node.tag === 'DISTINCTEXPR')) compared(catalog, inner, node, found);
  for (const child of childrenOf(node)) visit(catalog, child, inner, found);
}

/** `column = $1`, `column = any($1)`, casts of either side looked through. */
function compared(catalog: Catalog, query: PgNode, node: PgNode, found: Map<number, ParameterColumn>): void {
  const sides = nodesOf(node, 'args').map(bare);
  const variable = sides.find((side) => side.tag === 'VAR');
  for (const side of sides) {
    if (side.tag !== 'PARAM' || variable === undefined || intOf(variable, 'varlevelsup') !== 0) continue;
    remember(catalog, found, side, entryRelation(catalog, query, intOf(variable, 'varno')), intOf(variable, 'varattno'));
  }
}

/** Values of INSERT and UPDATE: the number of a target entry is its column's. */
function written(catalog: Catalog, query: PgNode, found: Map<number, ParameterColumn>): void {
  const relation = entryRelation(catalog, query, intOf(query, 'resultRelation'));
  for (const entry of nodesOf(query, 'targetList')) {
    const value = childrenOf(entry).map(bare)[0];
    if (value?.tag === 'PARAM') remember(catalog, found, value, relation, intOf(entry, 'resno'));
  }
}

function bare(node: PgNode): PgNode {
  const wrapped = ['RELABELTYPE', 'COERCETODOMAIN', 'COERCEVIAIO'].includes(node.tag) ? childrenOf(node)[0] : undefined;
  return wrapped === undefined ? node : bare(wrapped);
}

function entryRelation(catalog: Catalog, query: PgNode, index: number): Relation | null {
  const entry = nodesOf(query, 'rtable')[index - 1];
  const oid = entry === undefined ? 0 : intOf(entry, 'relid');
  return catalog.relations.find((relation) => relation.oid === oid) ?? null;
}

function remember(catalog: Catalog, found: Map<number, ParameterColumn>, parameter: PgNode, relation: Relation | null, number: number): void {
  const column = relation?.columns.find((one) => one.number === number);
  const id = intOf(parameter, 'paramid');
  const sameType = column !== undefined && fits(catalog, column.type, intOf(parameter, 'paramtype'));
  if (relation !== null && column !== undefined && sameType && !found.has(id)) found.set(id, { relation, column });
}

/** The column's own type or an array of it. */
function fits(catalog: Catalog, column: number, parameter: number): boolean {
  return column === parameter || catalog.types[parameter]?.element === column;
}
