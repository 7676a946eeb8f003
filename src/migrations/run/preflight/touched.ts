import { child, children, tagged, text } from '../../../catalog/ast.js';
import type { AstNode, SqlStatement } from '../../../parse/types.js';
import type { Question } from './types.js';

/** What earlier steps of a run make or change, so that asking before them would tell of something else. */
export interface Touched {
  add(statement: SqlStatement): void;
  has(question: Question): boolean;
}

export function touchedBefore(): Touched {
  const tables = new Set<string>();
  const columns = new Set<string>();
  let everything = false;
  const touch = (table: string, names: readonly (string | null)[] | null): void => {
    if (names === null) tables.add(table);
    else for (const name of names) columns.add(`${table}.${name ?? ''}`);
  };
  return {
    add: ({ tag, ast }) => {
      const table = text(child(ast, 'relation'), 'relname') ?? '';
      if (tag === 'DoStmt' || tag === 'CallStmt' || tag === 'SelectStmt') everything = true;
      else if (tag === 'UpdateStmt') touch(table, children(ast, 'targetList').map((one) => text(child(one, 'ResTarget'), 'name')));
      else if (['InsertStmt', 'DeleteStmt', 'MergeStmt', 'CreateStmt', 'TruncateStmt'].includes(tag)) touch(table, null);
      else if (tag === 'RenameStmt') renamed(ast, table, touch);
      else if (tag === 'AlterTableStmt') touch(table, changed(ast));
    },
    has: ({ table, columns: asked, sql }) => {
      if (everything || tables.has(table)) return true;
      const own = [...columns].filter((one) => one.startsWith(`${table}.`)).map((one) => one.slice(table.length + 1));
      return own.some((name) => (asked.length > 0 ? asked.includes(name) : name !== '' && sql.includes(name)));
    },
  };
}

function renamed(ast: AstNode, table: string, touch: (table: string, names: readonly (string | null)[] | null) => void): void {
  const name = text(ast, 'newname') ?? '';
  if (text(ast, 'renameType') === 'OBJECT_TABLE') touch(name, null);
  else touch(table, [name, text(ast, 'subname')]);
}

/** Columns that are added or become another type. */
function changed(ast: AstNode): readonly (string | null)[] {
  return tagged(ast, 'cmds', 'AlterTableCmd').flatMap((command) => {
    const subtype = text(command, 'subtype');
    if (subtype === 'AT_AddColumn') return [text(child(child(command, 'def'), 'ColumnDef'), 'colname')];
    return subtype === 'AT_AlterColumnType' ? [text(command, 'name')] : [];
  });
}
