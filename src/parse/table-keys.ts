import { isNode, nodes, strings } from './tree.js';
import type { AstNode, ObjectName, SqlStatement } from './types.js';

/** Columns that a foreign key refers to; none: the primary key, whatever its columns. */
export type KeyColumns = readonly string[];

/** Whether a statement gives a table one of the keys that foreign keys to it refer to: in CREATE TABLE, ALTER TABLE or CREATE UNIQUE INDEX. */
export function givesKey({ tag, ast }: SqlStatement, table: ObjectName, wanted: readonly KeyColumns[]): boolean {
  if (!isNode(ast['relation']) || ast['relation']['relname'] !== table.name) return false;
  const has = (columns: KeyColumns): boolean => wanted.some((one) => one.length === columns.length && one.every((name) => columns.includes(name)));
  // An index of some rows is no such key.
  if (tag === 'IndexStmt') return ast['unique'] === true && ast['whereClause'] === undefined && has(nodes(ast['indexParams']).map(indexed));
  return constraintsOf(tag, ast).some(({ constraint, column }) => {
    if (!isKey(constraint) || constraint['deferrable'] === true) return false;
    if (constraint['contype'] === 'CONSTR_PRIMARY' && wanted.some((one) => one.length === 0)) return true;
    // USING INDEX does not say of what.
    return constraint['indexname'] !== undefined || has(column === null ? strings(constraint['keys']) : [column]);
  });
}

/** Whether an ALTER TABLE makes a key of an index that another statement makes. */
export function takesIndex({ tag, ast }: SqlStatement, index: SqlStatement): boolean {
  const name = index.tag === 'IndexStmt' ? index.ast['idxname'] : undefined;
  return name !== undefined && tag === 'AlterTableStmt' && constraintsOf(tag, ast).some(({ constraint }) => constraint['indexname'] === name);
}

/** Whether an ALTER TABLE adds a primary key. */
export function addsPrimaryKey({ tag, ast }: SqlStatement): boolean {
  return tag === 'AlterTableStmt' && constraintsOf(tag, ast).some(({ constraint }) => constraint['contype'] === 'CONSTR_PRIMARY');
}

/** The same keys in the words that held before a column was renamed. */
export function beforeRename({ tag, ast }: SqlStatement, wanted: readonly KeyColumns[]): readonly KeyColumns[] {
  if (tag !== 'RenameStmt' || ast['renameType'] !== 'OBJECT_COLUMN') return wanted;
  return wanted.map((columns) => columns.map((name) => (name === ast['newname'] ? String(ast['subname']) : name)));
}

/** Bit of INCLUDING INDEXES (parsenodes.h, TableLikeOption). */
const includingIndexes = 1 << 6;

/** Whether a table has the keys of another one from the start: LIKE ... INCLUDING INDEXES, PARTITION OF, and the table that it was before RENAME. */
export function takesKeysOf({ tag, ast }: SqlStatement, need: ObjectName): boolean {
  if (tag === 'RenameStmt') return isNamed(ast['relation'], need);
  const copied = nodes(ast['tableElts']).flatMap(({ TableLikeClause: like }) => (isNode(like) && (Number(like['options']) & includingIndexes) !== 0 ? [like['relation']] : []));
  const whole = ast['partbound'] === undefined ? [] : nodes(ast['inhRelations']).map((one) => one['RangeVar']);
  return [...copied, ...whole].some((one) => isNamed(one, need));
}

/** Whether a statement makes a foreign key to the relation. */
export function isForeignKeyTo(statement: SqlStatement, need: ObjectName): boolean {
  return keysReferred(statement, need).length > 0;
}

/** The keys of the relation that a statement's foreign keys refer to. */
export function keysReferred({ tag, ast }: SqlStatement, need: ObjectName): readonly KeyColumns[] {
  if (need.kind !== 'relation') return [];
  return constraintsOf(tag, ast).flatMap(({ constraint }) => (isNamed(constraint['pktable'], need) ? [strings(constraint['pk_attrs'])] : []));
}

function isNamed(range: unknown, need: ObjectName): boolean {
  return isNode(range) && need.kind === 'relation' && range['relname'] === need.name && (range['schemaname'] ?? null) === need.schema;
}

function isKey(constraint: AstNode): boolean {
  return constraint['contype'] === 'CONSTR_PRIMARY' || constraint['contype'] === 'CONSTR_UNIQUE';
}

/** Empty for an expression, which no foreign key can refer to. */
function indexed(one: AstNode): string {
  const element = one['IndexElem'];
  return isNode(element) && typeof element['name'] === 'string' ? element['name'] : '';
}

interface TableConstraint {
  readonly constraint: AstNode;
  /** That it stands behind; null for one of the table. */
  readonly column: string | null;
}

/** Constraints of a CREATE TABLE, and those that an ALTER TABLE adds, by themselves or with a column. */
function constraintsOf(tag: string, ast: AstNode): readonly TableConstraint[] {
  const added = tag === 'AlterTableStmt' ? nodes(ast['cmds']).map(({ AlterTableCmd: command }) => (isNode(command) ? command['def'] : null)) : [];
  return [...nodes(ast['tableElts']), ...added].filter(isNode).flatMap(({ ColumnDef: column, Constraint: constraint }): readonly TableConstraint[] => {
    if (isNode(constraint)) return [{ constraint, column: null }];
    if (!isNode(column)) return [];
    return nodes(column['constraints']).flatMap((one) => (isNode(one['Constraint']) ? [{ constraint: one['Constraint'], column: String(column['colname']) }] : []));
  });
}
