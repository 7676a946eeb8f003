import { findAll } from '../../catalog/ast.js';
import { isNode, nodes, strings } from '../../parse/tree.js';
import type { AstNode, Grammar } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { text } from '../plan/read-change.js';
import type { PlannedStep } from '../types.js';

/** What a migration's own statements do to rows: these are meant. */
export interface Touched {
  /** `orders.note`, of updates. */
  readonly columns: ReadonlySet<string>;
  /** Rows come or go: `orders`. */
  readonly tables: ReadonlySet<string>;
  /** A DO block, a call or a query may do anything. */
  readonly all: boolean;
}

export function touchedBy(grammar: Grammar, steps: readonly PlannedStep[]): Touched {
  const columns = new Set<string>();
  const tables = new Set<string>();
  let all = false;
  for (const { tag, node } of steps.flatMap(({ sql }) => grammar.parse(sql).statements)) {
    const table = tableOf(node['relation']);
    if (tag === 'UpdateStmt') for (const name of targets(node)) columns.add(`${table}.${name}`);
    else if (tag === 'InsertStmt' || tag === 'DeleteStmt' || tag === 'MergeStmt') tables.add(table);
    else if (tag === 'AlterTableStmt') for (const name of moved(node)) tables.add(name);
    else if (tag === 'TruncateStmt') for (const one of nodes(node['relations'])) tables.add(tableOf(one['RangeVar']));
    all ||= ['DoStmt', 'CallStmt'].includes(tag) || (tag === 'SelectStmt' && !onlyCounts(node)) || node['withClause'] !== undefined;
  }
  return { columns, tables, all };
}

const counting: ReadonlySet<string> = new Set(['setval', 'max', 'min']);

/** `select setval('orders_id_seq', max(id)) from orders` changes no row. */
function onlyCounts(node: AstNode): boolean {
  return findAll(node, 'FuncCall').every((call) => counting.has(strings(call['funcname']).at(-1) ?? ''));
}

function tableOf(value: unknown): string {
  return isNode(value) ? quoteIdentifier(text(value['relname'])) : '';
}

function targets(node: AstNode): readonly string[] {
  return nodes(node['targetList']).map((item) => (isNode(item['ResTarget']) ? quoteIdentifier(text(item['ResTarget']['name'])) : ''));
}

const moving: ReadonlySet<string> = new Set(['AT_AttachPartition', 'AT_DetachPartition', 'AT_AddInherit', 'AT_DropInherit']);

/** Rows come and go with a partition or a child: both tables. */
function moved(node: AstNode): readonly string[] {
  return nodes(node['cmds']).flatMap((one) => {
    const command = isNode(one['AlterTableCmd']) ? one['AlterTableCmd'] : {};
    if (!moving.has(text(command['subtype']))) return [];
    const def = isNode(command['def']) ? command['def'] : {};
    const other = isNode(def['PartitionCmd']) ? def['PartitionCmd']['name'] : def['RangeVar'];
    return [tableOf(node['relation']), tableOf(other)];
  });
}
