import { unquoteIdentifier } from './identifier.js';
import { lexemeAt } from './lexemes.js';
import { isNode, nodes } from './tree.js';
import type { AstNode, ObjectName, SqlStatement } from './types.js';

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

/** Names of the constraints that an ALTER TABLE drops. */
export function constraintsDropped({ tag, ast }: SqlStatement): readonly string[] {
  return commands(tag, ast).flatMap((command) => (command['subtype'] === 'AT_DropConstraint' ? [String(command['name'])] : []));
}

/** Whether what is written before a statement may not run behind it: it takes a thing away, or a name or column of it. */
export function takesAway({ tag, ast }: SqlStatement): boolean {
  return tag === 'DropStmt' || tag === 'RenameStmt' || commands(tag, ast).some((command) => command['subtype'] === 'AT_DropColumn');
}

/**
 * Whether a statement takes a thing's name away: DROP, DROP CONSTRAINT, RENAME.
 *
 * @param sure not with IF EXISTS: the thing was there
 */
export function removes({ tag, ast }: SqlStatement, need: ObjectName, sure: boolean): boolean {
  if (tag === 'DropStmt') return !sure || ast['missing_ok'] !== true;
  if (tag === 'RenameStmt') return true;
  return commands(tag, ast).some((command) => command['subtype'] === 'AT_DropConstraint' && need.name.endsWith(`.${String(command['name'])}`) && !(sure && command['missing_ok'] === true));
}

function commands(tag: string, ast: AstNode): readonly AstNode[] {
  if (tag !== 'AlterTableStmt') return [];
  return nodes(ast['cmds']).flatMap((one) => (isNode(one['AlterTableCmd']) ? [one['AlterTableCmd']] : []));
}
