import { unquoteIdentifier } from './identifier.js';
import { lexemeAt } from './lexemes.js';
import { isNode, nodes } from './tree.js';
import type { AstNode, SqlStatement } from './types.js';

/** What a statement makes of the columns of a table, or of a type's labels, attributes or rules. */
export interface ColumnChanges {
  readonly any: boolean;
  /** Those that a CREATE TABLE writes out. */
  readonly first: readonly string[];
  /** Those that a table gets later. */
  readonly added: readonly string[];
  readonly dropped: readonly string[];
  readonly renamed: { readonly from: string; readonly to: string } | null;
}

const kinds = new Set(['AT_AddColumn', 'AT_DropColumn', 'AT_AlterColumnType', 'AT_AddInherit', 'AT_AttachPartition']);

export function columnChanges({ tag, ast }: SqlStatement): ColumnChanges {
  if (tag === 'RenameStmt' && (ast['renameType'] === 'OBJECT_COLUMN' || ast['renameType'] === 'OBJECT_ATTRIBUTE')) {
    const renamed = { from: String(ast['subname']), to: String(ast['newname']) };
    return { any: true, first: [], added: [renamed.to], dropped: [], renamed };
  }
  const commands = alterCommands(tag, ast);
  const defined = (elements: readonly unknown[]): readonly string[] => elements.flatMap((one) => (isNode(one) && isNode(one['ColumnDef']) ? [String(one['ColumnDef']['colname'])] : []));
  return {
    any: /^Alter(?:Enum|Type|Domain)Stmt$/u.test(tag) || commands.some(({ subtype }) => kinds.has(String(subtype))),
    first: tag === 'CreateStmt' ? defined(nodes(ast['tableElts'])) : [],
    added: defined(commands.filter(({ subtype }) => subtype === 'AT_AddColumn').map(({ def }) => def)),
    dropped: commands.flatMap(({ subtype, name }) => (subtype === 'AT_DropColumn' ? [String(name)] : [])),
    renamed: null,
  };
}

/** The commands of an ALTER TABLE; none for another statement. */
export function alterCommands(tag: string, ast: AstNode): readonly AstNode[] {
  if (tag !== 'AlterTableStmt') return [];
  return nodes(ast['cmds']).flatMap((one) => (isNode(one['AlterTableCmd']) ? [one['AlterTableCmd']] : []));
}

/** Every word and quoted name of a statement, and how often it is there: what is not among them is no column that it uses by name. */
export function wordsOf({ text }: SqlStatement): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (let at = 0; at < text.length; ) {
    const { kind, start, end } = lexemeAt(text, at);
    at = end;
    if (kind !== 'word' && kind !== 'identifier') continue;
    const word = unquoteIdentifier(text.slice(start, end));
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  return words;
}
