import { lexemeAt } from '../parse/lexemes.js';
import type { AstNode, SqlStatement } from '../parse/types.js';
import { child, children, location, strings, tagged, text } from './ast.js';
import { headSpan } from './name-place.js';
import { columnPart, foreignKeyPart, type LoadedStatement } from './spans.js';

type Place = readonly [start: number, end: number];
type Part = readonly [key: string, place: Place];

/**
 * Where a statement is pointed at (the name it defines, else its first word), and places of columns and foreign keys inside
 * it; those that only the server could name stay without one.
 */
export function statementParts(statement: SqlStatement, fileText: string): LoadedStatement {
  const { file, start, end } = headSpan(statement);
  return { file, start, end, parts: Object.fromEntries(partsOf(statement, fileText)) };
}

/** Columns that an ALTER TABLE adds or renames to. */
export function addedColumns(statement: SqlStatement): readonly string[] {
  const commands = tagged(statement.ast, 'cmds', 'AlterTableCmd').map((one) => child(child(one, 'def'), 'ColumnDef'));
  const renamedTo = text(statement.ast, 'renameType') === 'OBJECT_COLUMN' ? text(statement.ast, 'newname') : null;
  return [...commands.map((column) => text(column, 'colname')), renamedTo].filter((name) => name !== null);
}

function partsOf(statement: SqlStatement, fileText: string): readonly Part[] {
  const { ast } = statement;
  switch (statement.tag) {
    case 'CreateStmt': return children(ast, 'tableElts').flatMap((element) => elementParts(element, fileText));
    case 'CreateForeignTableStmt': return children(child(ast, 'base'), 'tableElts').flatMap((element) => elementParts(element, fileText));
    case 'AlterTableStmt': return children(ast, 'cmds').flatMap((cmd) => {
      const definition = child(child(cmd, 'AlterTableCmd'), 'def');
      return definition === null ? [] : elementParts(definition, fileText);
    });
    case 'RenameStmt': return renamed(statement);
    case 'ViewStmt': return viewParts(child(child(ast, 'query'), 'SelectStmt'), strings(ast, 'aliases'), fileText);
    case 'CreateTableAsStmt': return viewParts(child(child(ast, 'query'), 'SelectStmt'), strings(child(ast, 'into'), 'colNames'), fileText);
    default: return [];
  }
}

function elementParts(element: AstNode, fileText: string): readonly Part[] {
  const column = child(element, 'ColumnDef');
  if (column !== null) return columnParts(column, fileText);
  const constraint = child(element, 'Constraint');
  return constraint === null ? [] : constraintParts(constraint, strings(constraint, 'fk_attrs'), fileText);
}

function columnParts(column: AstNode, fileText: string): readonly Part[] {
  const name = text(column, 'colname');
  if (name === null) return [];
  const constraints = tagged(column, 'constraints', 'Constraint');
  return [[columnPart(name), placeAt(location(column), fileText)], ...constraints.flatMap((one) => constraintParts(one, [name], fileText))];
}

function constraintParts(constraint: AstNode, columns: readonly string[], fileText: string): readonly Part[] {
  if (text(constraint, 'contype') !== 'CONSTR_FOREIGN') return [];
  const name = text(constraint, 'conname');
  return [[foreignKeyPart(name ?? columns), placeAt(location(constraint), fileText)]];
}

/** A renamed column stands where it got its name. */
function renamed(statement: SqlStatement): readonly Part[] {
  const name = text(statement.ast, 'newname');
  if (name === null || text(statement.ast, 'renameType') !== 'OBJECT_COLUMN') return [];
  return [[columnPart(name), [statement.span.start, statement.span.end]]];
}

/** Output columns that say their name; the names in the view's own list come first. */
function viewParts(select: AstNode | null, aliases: readonly string[], fileText: string): readonly Part[] {
  return children(leftmost(select), 'targetList').flatMap((target, i): readonly Part[] => {
    const result = child(target, 'ResTarget');
    const name = aliases[i] ?? text(result, 'name') ?? lastField(child(result, 'val'));
    return name === null || result === null ? [] : [[columnPart(name), placeAt(location(result), fileText)]];
  });
}

/** A UNION takes its names from its first branch. */
function leftmost(select: AstNode | null): AstNode | null {
  const left = child(select, 'larg');
  return left === null ? select : leftmost(child(left, 'SelectStmt') ?? left);
}

function lastField(value: AstNode | null): string | null {
  return strings(child(value, 'ColumnRef'), 'fields').at(-1) ?? null;
}

function placeAt(start: number, fileText: string): Place {
  return [start, lexemeAt(fileText, start).end];
}
