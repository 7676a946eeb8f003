import { namedObjects } from '../../parse/named-objects.js';
import { isNode, nodes } from '../../parse/tree.js';
import type { AstNode, Grammar, RawStatement } from '../../parse/types.js';
import type { Hazard, MigrationPlan } from '../types.js';
import { anyArguments, routineMade, routineObjects, routineRenamed } from './routine-names.js';
import { typeObjects } from './type-objects.js';

/** As `generated/statements.json` lists what a statement needs: `{tenant}.orders.note`, `shared.plans`, `{tenant}.f(top integer)`. */
export type StatementUses = Readonly<Record<string, { readonly uses: readonly string[] }>>;

/**
 * Statements of the API that will not run after the plan: they use what it drops or renames, and nothing of that name is
 * made again. As hazards, by name.
 */
export function brokenStatements(grammar: Grammar, plan: Pick<MigrationPlan, 'steps'>, statements: StatementUses): readonly Hazard[] {
  const gone = new Set<string>();
  for (const { sql, home } of plan.steps) {
    const place = home === 'shared' ? 'shared' : '{tenant}';
    for (const statement of grammar.parse(sql).statements) {
      for (const name of goneBy(statement)) gone.add(`${place}.${name}`);
      for (const name of madeBy(statement)) for (const one of [name, name.replace(/\(.*\)$/su, anyArguments)]) gone.delete(`${place}.${one}`);
    }
  }
  const breaks = (use: string): boolean => [...gone].some((name) => use === name || use.startsWith(`${name}.`) || (name.endsWith(')') && use.startsWith(name.slice(0, name.indexOf('(') + 1))));
  const names = Object.keys(statements).filter((name) => (statements[name]?.uses ?? []).some(breaks));
  return names.sort().map((object) => ({ kind: 'breaks-statement', object }));
}

/** Names without their schema, columns as `orders.note`, routines as `f(int4)`. */
function goneBy({ tag, node, ...rest }: RawStatement): readonly string[] {
  if (tag === 'DropStmt') {
    const objects = namedObjects({ tag, node, ...rest }).names.filter(({ kind }) => kind === 'relation' || kind === 'type');
    return [...[...objects, ...typeObjects(node)].map(({ name }) => name), ...routineObjects(node)];
  }
  if (tag === 'RenameStmt') return renamed(node);
  if (tag !== 'AlterTableStmt') return [];
  return commands(node).filter((one) => one['subtype'] === 'AT_DropColumn').map((one) => `${tableOf(node)}.${String(one['name'])}`);
}

function renamed(node: AstNode): readonly string[] {
  const type = String(node['renameType']);
  if (type === 'OBJECT_COLUMN') return [`${tableOf(node)}.${String(node['subname'])}`];
  if (/^OBJECT_(?:TABLE|VIEW|MATVIEW|SEQUENCE)$/u.test(type)) return [tableOf(node)];
  return [...namedObjects({ tag: 'RenameStmt', node, start: 0, end: 0 }).names.filter(({ kind }) => kind === 'type').map(({ name }) => name), ...routineObjects(node)];
}

function madeBy({ tag, node }: RawStatement): readonly string[] {
  if (tag === 'AlterTableStmt') {
    return commands(node).map((one) => (isNode(one['def']) ? one['def']['ColumnDef'] : null)).filter(isNode).map((column) => `${tableOf(node)}.${String(column['colname'])}`);
  }
  if (tag === 'CreateFunctionStmt') return [routineMade(node)];
  if (tag === 'RenameStmt') return madeByRename(node);
  const relation = isNode(node['view']) ? node['view'] : isNode(node['into']) ? node['into']['rel'] : tag === 'CreateStmt' ? node['relation'] : null;
  if (isNode(relation) && typeof relation['relname'] === 'string') return [relation['relname']];
  const words = nodes(node['typeName']).map((one) => (isNode(one['String']) ? one['String']['sval'] : null));
  const name = words.at(-1);
  return typeof name === 'string' ? [name] : [];
}

function madeByRename(node: AstNode): readonly string[] {
  if (typeof node['newname'] !== 'string') return [];
  if (node['renameType'] === 'OBJECT_COLUMN') return [`${tableOf(node)}.${node['newname']}`];
  return [routineObjects(node).length > 0 ? routineRenamed(node) : node['newname']];
}

function commands(node: AstNode): readonly AstNode[] {
  return nodes(node['cmds']).map((one) => one['AlterTableCmd']).filter(isNode);
}

function tableOf(node: AstNode): string {
  return isNode(node['relation']) ? String(node['relation']['relname']) : '';
}
