import type { Span } from '../source/types.js';
import { defaultName } from './definitions.js';
import { alterCommands } from './table-changes.js';
import { isNode, nodes, strings } from './tree.js';
import type { AstNode, ObjectName, SqlStatement } from './types.js';

/** Something that foreign keys can refer to: a key, or a unique index. */
export interface TableKey {
  /** Of its index; null: PostgreSQL chooses it. */
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly primary: boolean;
  /** The index that it is made of, which knows the columns. */
  readonly index: string | null;
}

/** Keys that a CREATE TABLE, an ALTER TABLE or a CREATE UNIQUE INDEX gives its table. */
export function keysMade({ tag, ast }: SqlStatement): readonly TableKey[] {
  if (tag === 'IndexStmt') return uniqueIndex(ast);
  const table = isNode(ast['relation']) ? String(ast['relation']['relname']) : '';
  return constraintsOf(tag, ast).flatMap(({ constraint, column }) => {
    const primary = constraint['contype'] === 'CONSTR_PRIMARY';
    // Foreign keys cannot refer to a deferrable one.
    if ((!primary && constraint['contype'] !== 'CONSTR_UNIQUE') || constraint['deferrable'] === true) return [];
    const index = typeof constraint['indexname'] === 'string' ? constraint['indexname'] : null;
    const name = typeof constraint['conname'] === 'string' ? constraint['conname'] : (index ?? defaultName(constraint, table, column));
    return [{ name, columns: column === null ? strings(constraint['keys']) : [column], primary, index }];
  });
}

/** An index of some rows, or of expressions, is no key. */
function uniqueIndex(ast: AstNode): readonly TableKey[] {
  const columns = nodes(ast['indexParams']).map(({ IndexElem: one }) => (isNode(one) && typeof one['name'] === 'string' ? one['name'] : null));
  const named = columns.filter((one) => one !== null);
  if (ast['unique'] !== true || ast['whereClause'] !== undefined || named.length < columns.length) return [];
  return [{ name: typeof ast['idxname'] === 'string' ? ast['idxname'] : null, columns: named, primary: false, index: null }];
}

/** Bit of INCLUDING INDEXES (parsenodes.h, TableLikeOption). */
const includingIndexes = 1 << 6;

/** The tables whose keys a new table has too: LIKE ... INCLUDING INDEXES, PARTITION OF. */
export function tablesCopied({ ast, span }: SqlStatement): readonly ObjectName[] {
  const copied = nodes(ast['tableElts']).flatMap(({ TableLikeClause: like }) => (isNode(like) && (Number(like['options']) & includingIndexes) !== 0 ? [like['relation']] : []));
  const whole = ast['partbound'] === undefined ? [] : nodes(ast['inhRelations']).map((one) => one['RangeVar']);
  return [...copied, ...whole].flatMap((one) => relationNamed(one, span));
}

/** A table that a foreign key refers to, and the key's columns; without columns it is the primary key, whatever its columns. */
export interface KeyReferred {
  /** Of the foreign key. */
  readonly name: string;
  readonly table: ObjectName;
  readonly columns: readonly string[];
}

export function keysReferred({ tag, ast, span }: SqlStatement): readonly KeyReferred[] {
  const own = isNode(ast['relation']) ? String(ast['relation']['relname']) : '';
  return constraintsOf(tag, ast).flatMap(({ constraint, column }) => {
    const name = String(constraint['conname'] ?? defaultName(constraint, own, column));
    return relationNamed(constraint['pktable'], span).map((table) => ({ name, table, columns: strings(constraint['pk_attrs']) }));
  });
}

/** The name in a RangeVar; none in anything else. */
export function relationNamed(range: unknown, span: Span): readonly ObjectName[] {
  if (!isNode(range) || typeof range['relname'] !== 'string') return [];
  return [{ kind: 'relation', schema: typeof range['schemaname'] === 'string' ? range['schemaname'] : null, name: range['relname'], span }];
}

interface TableConstraint {
  readonly constraint: AstNode;
  /** That it stands behind; null for one of the table. */
  readonly column: string | null;
}

/** Constraints of a CREATE TABLE, and those that an ALTER TABLE adds, by themselves or with a column. */
function constraintsOf(tag: string, ast: AstNode): readonly TableConstraint[] {
  const added = alterCommands(tag, ast).map(({ def }) => def);
  return [...nodes(ast['tableElts']), ...added].filter(isNode).flatMap(({ ColumnDef: column, Constraint: constraint }): readonly TableConstraint[] => {
    if (isNode(constraint)) return [{ constraint, column: null }];
    if (!isNode(column)) return [];
    return nodes(column['constraints']).flatMap((one) => (isNode(one['Constraint']) ? [{ constraint: one['Constraint'], column: String(column['colname']) }] : []));
  });
}
