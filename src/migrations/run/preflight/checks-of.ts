import { child, children, tagged, text } from '../../../catalog/ast.js';
import { parseFile } from '../../../parse/parse-file.js';
import type { AstNode, Grammar, SqlStatement } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { MigrationFile } from '../../types.js';
import { splitList } from './command-texts.js';
import { castable, nameOf, notNull, ofConstraint, rowsWhere, uniqueIndex, type Target } from './questions.js';
import { touchedBefore, type Touched } from './touched.js';
import type { Check, Question, TemplateFacts } from './types.js';

/**
 * What steps of migrations hold rows against, as questions that change nothing. What an earlier step makes, fills or
 * changes cannot be asked about before that has run: those are left out.
 */
export function checksOf(grammar: Grammar, files: readonly MigrationFile[], facts: TemplateFacts): readonly Check[] {
  const touched = touchedBefore();
  const added = new Map<string, { readonly constraint: AstNode; readonly definition: string }>();
  const checks = files.flatMap((file) => file.steps.filter(({ home }) => home === 'tenant').flatMap((step) => {
    const [statement] = parseFile(grammar, { path: step.sql.file, text: step.sql.text }).value;
    if (statement === undefined) return [];
    const asked = questionsOf({ grammar, facts, statement, added }).filter((one) => !touched.has(one));
    touched.add(statement);
    return asked.map(({ what, sql, each }): Check => ({ migration: file.id, number: file.number, step: step.number, what, sql, each }));
  }));
  return checks.filter((one, at) => checks.findIndex(({ sql, number }) => sql === one.sql && number === one.number) === at);
}

export type { Touched };

interface Asking {
  readonly grammar: Grammar;
  readonly facts: TemplateFacts;
  readonly statement: SqlStatement;
  /** Constraints that earlier steps have added without looking at rows. */
  readonly added: Map<string, { readonly constraint: AstNode; readonly definition: string }>;
}

function questionsOf(asking: Asking): readonly Question[] {
  const { grammar, facts, statement: { tag, ast, text: sql } } = asking;
  const relation = child(ast, 'relation');
  const table = text(relation, 'relname');
  if (table === null) return [];
  const target: Target = { grammar, facts, table, schema: text(relation, 'schemaname') };
  if (tag === 'IndexStmt' && ast['unique'] === true) return [uniqueIndex(target, ast, sql)].filter((one) => one !== null);
  if (tag !== 'AlterTableStmt' || text(ast, 'objtype') !== 'OBJECT_TABLE') return [];
  const texts = splitList(grammar, sql);
  return tagged(ast, 'cmds', 'AlterTableCmd').flatMap((command, at) => ofCommand(asking, target, command, texts[at] ?? ''));
}

function ofCommand(asking: Asking, target: Target, command: AstNode, sql: string): readonly Question[] {
  const name = text(command, 'name') ?? '';
  switch (text(command, 'subtype')) {
    case 'AT_SetNotNull': return [notNull(target, name)];
    case 'AT_AlterColumnType': return castable(target, name, behindName(sql));
    case 'AT_AddConstraint': return addition(asking, target, child(child(command, 'def'), 'Constraint'), sql);
    case 'AT_ValidateConstraint': return validation(asking, target, name);
    case 'AT_AddColumn': return column(target, child(child(command, 'def'), 'ColumnDef'));
    default: return [];
  }
}

/** From the word ALTER of the column on: a table may be called `type`. */
function behindName(command: string): string {
  const found = [...command.matchAll(/\balter\b/giu)].at(-1);
  return found === undefined ? command : command.slice(found.index);
}

function addition({ added }: Asking, target: Target, constraint: AstNode | null, definition: string): readonly Question[] {
  if (constraint === null) return [];
  if (constraint['skip_validation'] !== true) return ofConstraint(target, constraint, definition);
  added.set(`${target.table}.${text(constraint, 'conname') ?? ''}`, { constraint, definition });
  return [];
}

/** As an earlier step has added it, or as it stands in the template. */
function validation({ grammar, facts, added }: Asking, target: Target, name: string): readonly Question[] {
  const key = `${target.table}.${name}`;
  const before = added.get(key);
  if (before !== undefined) return ofConstraint(target, before.constraint, before.definition);
  const definition = facts.constraints.get(key);
  if (definition === undefined) return [];
  const { value: [statement] } = parseFile(grammar, { path: 'constraint', text: `alter table ${nameOf(target)} add constraint ${quoteIdentifier(name)} ${definition}` });
  const [command] = statement === undefined ? [] : tagged(statement.ast, 'cmds', 'AlterTableCmd');
  const constraint = child(child(command ?? null, 'def'), 'Constraint');
  return constraint === null || statement === undefined ? [] : ofConstraint(target, constraint, statement.text);
}

/** A column that must say something, and does not say what, needs a table without rows. */
function column(target: Target, definition: AstNode | null): readonly Question[] {
  const kinds = children(definition, 'constraints').map((one) => text(child(one, 'Constraint'), 'contype'));
  const filled = ['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED'].some((kind) => kinds.includes(kind));
  const needed = kinds.includes('CONSTR_NOTNULL') || kinds.includes('CONSTR_PRIMARY');
  const serial = JSON.stringify(child(definition, 'typeName') ?? {}).includes('serial');
  if (!needed || filled || serial) return [];
  return [{ ...rowsWhere(target, `${target.table}.${text(definition, 'colname') ?? ''} is to be not null and has no default`, 'true', []), columns: [] }];
}
