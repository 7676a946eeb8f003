import { unquoteIdentifier } from './identifier.js';
import { isNode, nodes, strings } from './tree.js';
import type { RawStatement } from './types.js';

/**
 * What a statement makes of the search path: null if it leaves it alone; `path` null: the default again.
 * `SET search_path`, `RESET search_path`, and `select set_config('search_path', '...', ...)` as pg_dump writes it.
 */
export function searchPathSet(statement: Pick<RawStatement, 'tag' | 'node'>): { readonly path: readonly string[] | null } | null {
  if (statement.tag === 'VariableSetStmt') return variableSet(statement.node);
  if (statement.tag !== 'SelectStmt') return null;
  const call = setConfigCall(statement.node);
  if (call?.[0] !== 'search_path') return null;
  return { path: splitPath(call[1] ?? '') };
}

/** Name and value of the only expression of a `SELECT set_config('name', 'value', ...)`, else null. */
export function setConfigCall(select: RawStatement['node']): readonly string[] | null {
  const targets = nodes(select['targetList']);
  const target = targets.length === 1 ? targets[0]?.['ResTarget'] : undefined;
  const value = isNode(target) ? target['val'] : undefined;
  const call = isNode(value) ? value['FuncCall'] : undefined;
  if (!isNode(call) || strings(call['funcname']).at(-1) !== 'set_config') return null;
  return nodes(call['args']).slice(0, 2).flatMap((argument) => constantText(argument) ?? []);
}

function variableSet(node: RawStatement['node']): { readonly path: readonly string[] | null } | null {
  const kind = node['kind'];
  if (kind === 'VAR_RESET_ALL') return { path: null };
  if (node['name'] !== 'search_path') return null;
  if (kind !== 'VAR_SET_VALUE') return { path: null };
  const values = nodes(node['args']).flatMap((argument) => constantText(argument) ?? []);
  return { path: values.filter((name) => name !== '') };
}

/** Text of a constant; an empty string is left out of the tree. */
function constantText(argument: RawStatement['node']): string | null {
  const constant = argument['A_Const'];
  const text = isNode(constant) && isNode(constant['sval']) ? constant['sval']['sval'] : undefined;
  return typeof text === 'string' ? text : isNode(constant) && 'sval' in constant ? '' : null;
}

function splitPath(text: string): readonly string[] {
  const names = text.match(/"(?:[^"]|"")*"|[^,\s]+/gu) ?? [];
  return names.map((name) => unquoteIdentifier(name)).filter((name) => name !== '');
}
