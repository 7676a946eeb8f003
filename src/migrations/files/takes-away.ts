import { tagged, text } from '../../catalog/ast.js';
import type { SqlStatement } from '../../parse/types.js';

/** Whether a statement takes something away that others may still use. */
export function takesAway({ tag, ast }: Pick<SqlStatement, 'tag' | 'ast'>): boolean {
  if (tag === 'DropStmt') return true;
  if (tag === 'GrantStmt') return ast['is_grant'] !== true;
  return tag === 'AlterTableStmt' && tagged(ast, 'cmds', 'AlterTableCmd').some((one) => text(one, 'subtype') === 'AT_DropColumn');
}

const makers = new Set(['CreateStmt', 'CreateEnumStmt', 'CreateDomainStmt', 'CompositeTypeStmt', 'CreateFunctionStmt', 'CreateSeqStmt', 'ViewStmt', 'CreateExtensionStmt', 'AlterEnumStmt', 'CommentStmt', 'InsertStmt']);

/** Whether a statement only brings what others may use then. */
export function brings({ tag, ast }: Pick<SqlStatement, 'tag' | 'ast'>): boolean {
  if (tag === 'GrantStmt') return ast['is_grant'] === true;
  if (tag === 'AlterTableStmt') return tagged(ast, 'cmds', 'AlterTableCmd').every((one) => ['AT_AddColumn', 'AT_AddConstraint'].includes(text(one, 'subtype') ?? ''));
  return makers.has(tag) && ast['replace'] !== true && ast['oldVal'] === undefined;
}
