import { isNode, nodes, strings } from '../../parse/tree.js';
import type { AstNode } from '../../parse/types.js';

/** Of parameters that are no arguments. */
const results: ReadonlySet<unknown> = new Set(['FUNC_PARAM_OUT', 'FUNC_PARAM_TABLE']);

/** Behind the name of a routine that is named alone. */
export const anyArguments = '(*)';

/** Routines that DROP and RENAME name as their object, with their arguments' types: `f(int4,text[])`, or `f(*)`. */
export function routineObjects(node: AstNode): readonly string[] {
  const objects = [...nodes(node['objects']), ...(isNode(node['object']) ? [node['object']] : [])];
  return objects.flatMap(({ ObjectWithArgs: named }) => (isNode(named) ? [called(strings(named['objname']), named['args_unspecified'] === true ? null : argumentsOf(named, 'objargs'))] : []));
}

/** The routine that a CREATE FUNCTION or PROCEDURE makes. */
export function routineMade(node: AstNode): string {
  const parameters = nodes(node['parameters']).map((one) => one['FunctionParameter']).filter(isNode);
  return called(strings(node['funcname']), parameters.filter(({ mode }) => !results.has(mode)).map(({ argType }) => typeName(argType)));
}

/** The routine that an ALTER FUNCTION ... RENAME gives another name. */
export function routineRenamed(node: AstNode): string {
  const before = routineObjects(node)[0] ?? '';
  return `${String(node['newname'])}${before.slice(before.indexOf('('))}`;
}

function argumentsOf(node: AstNode, field: string): readonly string[] {
  return nodes(node[field]).map((one) => typeName(one['TypeName']));
}

function called(words: readonly string[], types: readonly string[] | null): string {
  return `${words.at(-1) ?? ''}${types === null ? anyArguments : `(${types.join(',')})`}`;
}

function typeName(type: unknown): string {
  if (!isNode(type)) return '';
  return `${strings(type['names']).at(-1) ?? ''}${nodes(type['arrayBounds']).map(() => '[]').join('')}`;
}
