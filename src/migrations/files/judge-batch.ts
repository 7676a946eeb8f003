import { tagged, text } from '../../catalog/ast.js';
import { headSpan } from '../../catalog/name-place.js';
import { isNode } from '../../parse/tree.js';
import type { SqlStatement } from '../../parse/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic } from '../../source/types.js';
import type { StepDirective } from './types.js';

/**
 * A batched step is one UPDATE or DELETE of the directive's table, whose rows it takes in stretches: nothing in it may
 * see more than one stretch as if it were all.
 */
export function judgeBatch(statement: SqlStatement, { batch, home }: StepDirective, templateSchema: string): Diagnostic | null {
  if (batch === null) return null;
  const { tag, ast } = statement;
  const say = (message: string, hint: string): Diagnostic => error('PGC707', message, headSpan(statement), hint);
  if (home === 'shared') return say('what is there once is not run in batches', 'write above it: -- pgcog step shared');
  if (tag !== 'UpdateStmt' && tag !== 'DeleteStmt') return say('only an UPDATE or a DELETE can run in batches', 'write above it: -- pgcog step transaction');
  const relation = isNode(ast['relation']) ? ast['relation'] : {};
  const schema = relation['schemaname'] ?? null;
  const own = schema === null || schema === templateSchema;
  if (relation['relname'] !== batch.table || !own) return say(`the step goes along ${batch.table}, the statement changes another table`, `name its own table in the directive: batched ${String(relation['relname'])} by ...`);
  const changed = tagged(ast, 'targetList', 'ResTarget').map((one) => text(one, 'name'));
  const moved = batch.key.find((name) => changed.includes(name));
  if (moved !== undefined) return say(`the batches go along ${moved}, which the statement changes`, 'write above it: -- pgcog step transaction');
  if (ast['withClause'] !== undefined) return say('a WITH query would be run for every batch', 'write it as a condition: where id in (select ...)');
  if (ast['returningList'] !== undefined || ast['returningClause'] !== undefined) return say('nobody is there for what RETURNING gives', 'delete RETURNING');
  return null;
}
