import { findAll } from '../../catalog/ast.js';
import type { SqlStatement } from '../../parse/types.js';

const dataTags = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'SelectStmt', 'CreateTableAsStmt']);

/**
 * Whether the same statements give the same rows whenever they run: they have no function in them that could be
 * `random()` or `now()`. `setval`, as pg_dump writes it, is none.
 */
export function haveExactRows(statements: readonly SqlStatement[]): boolean {
  return statements.every(({ tag, ast }) => tag !== 'DoStmt' && tag !== 'CallStmt' && (!dataTags.has(tag) || isExact(ast)));
}

function isExact(ast: SqlStatement['ast']): boolean {
  if (findAll(ast, 'SQLValueFunction').length > 0) return false;
  return findAll(ast, 'FuncCall').every((call) => JSON.stringify(call['funcname'] ?? []).includes('"setval"'));
}
