import { tagged } from '../../catalog/ast.js';
import { isNode, nodes } from '../../parse/tree.js';
import type { SqlStatement } from '../../parse/types.js';

/**
 * Whether PostgreSQL refuses a statement inside a transaction: VACUUM, and what works CONCURRENTLY (the manual: CREATE
 * INDEX, DROP INDEX, REINDEX, ALTER TABLE ... DETACH PARTITION). Refreshing a materialized view so is no such statement.
 */
export function needsOwnTransaction({ tag, ast }: Pick<SqlStatement, 'tag' | 'ast'>): boolean {
  if (tag === 'IndexStmt' || tag === 'DropStmt') return ast['concurrent'] === true;
  if (tag === 'VacuumStmt') return ast['is_vacuumcmd'] === true;
  if (tag === 'ReindexStmt') return tagged(ast, 'params', 'DefElem').some((one) => one['defname'] === 'concurrently');
  if (tag !== 'AlterTableStmt') return false;
  return nodes(ast['cmds']).some((one) => {
    const command = isNode(one['AlterTableCmd']) ? one['AlterTableCmd'] : {};
    const partition = isNode(command['def']) ? command['def']['PartitionCmd'] : null;
    return isNode(partition) && partition['concurrent'] === true;
  });
}
