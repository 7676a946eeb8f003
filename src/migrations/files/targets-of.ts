import { findAll } from '../../catalog/ast.js';
import { namedObjects } from '../../parse/named-objects.js';
import { isNode, nodes, strings } from '../../parse/tree.js';
import type { AstNode, SqlStatement } from '../../parse/types.js';
import { typeObjects } from './type-objects.js';

/** What a statement makes, changes, drops or writes to; `schema` null where none is written. */
export interface Target {
  readonly schema: string | null;
  readonly name: string;
}

/** Statements that name their object by words: the others' words are references. */
const byWords: ReadonlySet<string> = new Set([
  'DropStmt', 'CommentStmt', 'GrantStmt', 'RenameStmt', 'AlterEnumStmt', 'AlterTypeStmt', 'AlterDomainStmt', 'AlterFunctionStmt', 'AlterObjectSchemaStmt',
  'AlterObjectDependsStmt', 'AlterOperatorStmt', 'SecLabelStmt', 'AlterOwnerStmt',
]);

/** Inside of WITH queries, too. */
const writes = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const;

/** In no certain order; each name may come twice. */
export function targetsOf(statement: SqlStatement): readonly Target[] {
  const { tag, ast, defines } = statement;
  const made = defines.filter(({ kind }) => kind !== 'table part').map(({ schema, name }) => ({ schema, name }));
  const nested = writes.flatMap((write) => findAll(ast, write)).flatMap((one) => rangeOf(one['relation']));
  return [...relations(ast), ...listed(tag, ast), ...granted(tag, ast), ...made, ...nested, ...(byWords.has(tag) ? named(tag, ast) : [])];
}

/** The one relation that a statement is about. */
function relations(ast: AstNode): readonly Target[] {
  const into = [ast['into'], ast['intoClause']].filter(isNode).map((one) => one['rel']);
  const base = isNode(ast['base']) ? [ast['base']['relation']] : [];
  return [ast['relation'], ast['table'], ast['view'], ast['sequence'], ast['typevar'], ...into, ...base].flatMap(rangeOf);
}

/** Several relations, or a list of words. */
function listed(tag: string, ast: AstNode): readonly Target[] {
  if (tag === 'VacuumStmt') return findAll(ast['rels'], 'VacuumRelation').flatMap((one) => rangeOf(one['relation']));
  if (tag !== 'TruncateStmt' && tag !== 'CreateStatsStmt') return [];
  const [schema, name] = strings(ast['defnames']).slice(-2);
  return [...nodes(ast['relations']).flatMap((one) => rangeOf(one['RangeVar'])), ...(schema === undefined || name === undefined ? [] : [{ schema, name }])];
}

/** Relations, and all of a schema. */
function granted(tag: string, ast: AstNode): readonly Target[] {
  const objects = tag === 'GrantStmt' ? nodes(ast['objects']) : tag === 'AlterDefaultPrivilegesStmt' ? findAll(ast['options'], 'List').flatMap((one) => nodes(one['items'])) : [];
  const schemas = ast['targtype'] === 'ACL_TARGET_OBJECT' ? [] : strings(objects);
  return [...objects.flatMap((one) => rangeOf(one['RangeVar'])), ...schemas.map((schema) => ({ schema, name: schema }))];
}

function named(tag: string, ast: AstNode): readonly Target[] {
  const words = namedObjects({ tag, node: ast, start: 0, end: 0 }).names.filter(({ kind }) => kind !== 'role' && kind !== 'extension');
  return [...words.map(({ kind, schema, name }) => ({ schema: kind === 'schema' ? name : schema, name })), ...typeObjects(ast)];
}

function rangeOf(node: unknown): readonly Target[] {
  if (!isNode(node) || typeof node['relname'] !== 'string') return [];
  return [{ schema: schemaOf(node), name: node['relname'] }];
}

function schemaOf(node: AstNode): string | null {
  return typeof node['schemaname'] === 'string' ? node['schemaname'] : null;
}
