import { unquoteIdentifier } from './identifier.js';
import { lexemeAt } from './lexemes.js';
import { isNode, nodes, strings } from './tree.js';
import type { AstNode, ObjectName, SqlStatement } from './types.js';

/** Columns that a foreign key refers to; none: the primary key, whatever its columns. */
export type KeyColumns = readonly string[];

/** Whether a statement gives its table one of the keys that foreign keys refer to. */
export function addsKey({ tag, ast }: SqlStatement, wanted: readonly KeyColumns[]): boolean {
  const has = (columns: KeyColumns): boolean => wanted.some((one) => one.length === columns.length && one.every((name) => columns.includes(name)));
  if (tag === 'IndexStmt') return ast['unique'] === true && has(nodes(ast['indexParams']).flatMap((one) => (isNode(one['IndexElem']) ? [String(one['IndexElem']['name'])] : [])));
  return commands(tag, ast).some((command) => {
    const added = isNode(command['def']) ? command['def']['Constraint'] : null;
    if (!isNode(added)) return false;
    const isPrimary = added['contype'] === 'CONSTR_PRIMARY';
    if (!isPrimary && added['contype'] !== 'CONSTR_UNIQUE') return false;
    // USING INDEX does not say of what.
    return added['indexname'] !== undefined || (isPrimary && wanted.some((one) => one.length === 0)) || has(strings(added['keys']));
  });
}

/** Whether a statement changes which columns its table has or what they are, or a type's labels, attributes or rules. */
export function changesColumns({ tag, ast }: SqlStatement): boolean {
  if (/^Alter(?:Enum|Type|Domain)Stmt$/u.test(tag)) return true;
  if (tag === 'RenameStmt') return ast['renameType'] === 'OBJECT_COLUMN' || ast['renameType'] === 'OBJECT_ATTRIBUTE';
  const kinds = new Set(['AT_AddColumn', 'AT_DropColumn', 'AT_AlterColumnType', 'AT_AddInherit', 'AT_AttachPartition']);
  return commands(tag, ast).some((command) => kinds.has(String(command['subtype'])));
}

/** Columns that a table has only after this statement. */
export function newColumns({ tag, ast }: SqlStatement): readonly string[] {
  if (tag === 'RenameStmt') return ast['renameType'] === 'OBJECT_COLUMN' ? [String(ast['newname'])] : [];
  return commands(tag, ast).flatMap((command) => {
    const column = command['subtype'] === 'AT_AddColumn' && isNode(command['def']) ? command['def']['ColumnDef'] : null;
    return isNode(column) ? [String(column['colname'])] : [];
  });
}

/** Whether a word or quoted name of a statement is this name; it need not mean the column. */
export function mentions(statement: SqlStatement, name: string): boolean {
  for (let at = 0; at < statement.text.length; ) {
    const lexeme = lexemeAt(statement.text, at);
    at = lexeme.end;
    const named = lexeme.kind === 'word' || lexeme.kind === 'identifier';
    if (named && unquoteIdentifier(statement.text.slice(lexeme.start, lexeme.end)) === name) return true;
  }
  return false;
}

/** Whether a statement makes a foreign key to the relation. */
export function isForeignKeyTo(statement: SqlStatement, need: ObjectName): boolean {
  return keysReferred(statement, need).length > 0;
}

/** The keys of the relation that a statement's foreign keys refer to. */
export function keysReferred(statement: SqlStatement, need: ObjectName): readonly KeyColumns[] {
  if (need.kind !== 'relation') return [];
  return foreignKeys(statement).flatMap(({ pktable, pk_attrs: columns }) => {
    const isIt = isNode(pktable) && pktable['relname'] === need.name && (pktable['schemaname'] ?? null) === need.schema;
    return isIt ? [strings(columns)] : [];
  });
}

/** The foreign keys of a CREATE TABLE or ALTER TABLE. */
function foreignKeys({ tag, ast }: SqlStatement): readonly AstNode[] {
  const elements = [...nodes(ast['tableElts']), ...commands(tag, ast).map((command) => command['def'])].filter(isNode);
  const constraints = elements.flatMap((one) => (isNode(one['ColumnDef']) ? nodes(one['ColumnDef']['constraints']) : [one]));
  return constraints.flatMap((one) => (isNode(one['Constraint']) && isNode(one['Constraint']['pktable']) ? [one['Constraint']] : []));
}

function commands(tag: string, ast: AstNode): readonly AstNode[] {
  if (tag !== 'AlterTableStmt') return [];
  return nodes(ast['cmds']).flatMap((one) => (isNode(one['AlterTableCmd']) ? [one['AlterTableCmd']] : []));
}
