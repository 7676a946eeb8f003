import { child, tagged } from '../../../catalog/ast.js';
import { parseFile } from '../../../parse/parse-file.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import { ofConstraint, type Target } from './questions.js';
import type { Question } from './types.js';

/** Of `CHECK ((total > 0)) NOT VALID`, or `add constraint orders_check check (total > 0)`. */
export function ofText(target: Target, name: string, definition: string): readonly Question[] {
  const named = name === '' ? '' : `constraint ${quoteIdentifier(name)} `;
  const written = /^\s*add\b/iu.test(definition) ? definition : `add ${named}${definition}`;
  const [statement] = parseFile(target.future.grammar, { path: 'constraint', text: `alter table t ${written}` }).value;
  const [command] = statement === undefined ? [] : tagged(statement.ast, 'cmds', 'AlterTableCmd');
  const constraint = child(child(command ?? null, 'def'), 'Constraint');
  return constraint === null ? [] : ofConstraint(target, constraint, written);
}
