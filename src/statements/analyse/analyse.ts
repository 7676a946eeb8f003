import type { Rows } from '../types.js';
import { builtinName, UNKNOWN_COLUMN } from './context.js';
import { createContext } from './create-context.js';
import { expressionType } from './expression-type.js';
import { boolOf, everyNode, hasValue, intOf, nodeOf, nodesOf, textOf, type PgNode } from './node.js';
import { outputEntries } from './output-entries.js';
import { queryColumns } from './query-columns.js';
import { NodeTextError, readNode } from './read-node.js';
import { isKnownVersion } from './known-version.js';
import { lastQuery } from './relations.js';
import { rowCount } from './row-count.js';
import { HARMLESS_VOLATILE } from './total-functions.js';
import type { AnalysedColumn, AnalyseInput, Analysis, ColumnFact, Context } from './types.js';
import { usesOf } from './uses.js';

const SELECT = 1;
const COMMANDS: Readonly<Record<number, Analysis['command']>> = { 1: 'select', 2: 'update', 3: 'insert', 4: 'delete', 5: 'merge' };
/**
 * Reads a statement's analysed query tree: nullability and origin of its columns, number of rows, what it uses.
 * Rules: PostgreSQL's documentation of each construct, and its parser's own marks (Var.varnullingrels). For another
 * server version, or a tree that cannot be read, nothing is claimed: `unknown`, no columns, many rows.
 */
export function analyse(input: AnalyseInput): Analysis {
  const query = parse(input.tree);
  if (query === null) return UNREADABLE;
  const ctx = createContext(input);
  const known = isKnownVersion(input.serverVersion);
  const volatile = volatileFunctions(query, ctx);
  return {
    columns: columnsOf(query, known, ctx),
    uses: usesOf(query, input.catalog, input.views),
    rows: rowsOf(query, known, ctx),
    hasLimit: hasValue(query, 'limitCount'),
    command: COMMANDS[intOf(query, 'commandType')] ?? 'select',
    readOnly: isReadOnly(query) && volatile.every((oid) => HARMLESS_VOLATILE.includes(builtinName(ctx, oid) ?? '')),
    volatileFunctions: volatile,
  };
}

/** What is said of a tree that cannot be read. */
const UNREADABLE: Analysis = { columns: [], uses: [], rows: 'many', hasLimit: false, command: 'select', readOnly: false, volatileFunctions: [] };

function parse(tree: string): PgNode | null {
  try {
    return lastQuery(readNode(tree));
  } catch (error) {
    if (error instanceof NodeTextError) return null;
    throw error;
  }
}

function columnsOf(query: PgNode, known: boolean, ctx: Context): readonly AnalysedColumn[] {
  const facts = known ? queryColumns(query, null, 'read', ctx) : [];
  return outputEntries(query).map((entry, index) => analysedColumn(entry, facts[index] ?? UNKNOWN_COLUMN, ctx));
}

function analysedColumn(entry: PgNode, fact: ColumnFact, ctx: Context): AnalysedColumn {
  const expression = nodeOf(entry, 'expr');
  const { type, typmod } = expression === null ? { type: 0, typmod: -1 } : expressionType(expression, ctx);
  return { name: textOf(entry, 'resname') ?? '?column?', type, typmod, nullability: fact.nullability, origin: fact.origin, view: fact.view };
}

function rowsOf(query: PgNode, known: boolean, ctx: Context): Rows {
  if (intOf(query, 'commandType') !== SELECT && outputEntries(query).length === 0) return 'none';
  return known ? rowCount(query, null, ctx) : 'many';
}

/** No query in the tree writes or locks rows. Queries of views are not looked at: a view cannot write. */
function isReadOnly(root: PgNode): boolean {
  return everyNode(root).every((node) => node.tag !== 'QUERY' || (intOf(node, 'commandType') === SELECT && !boolOf(node, 'hasForUpdate') && nodesOf(node, 'rowMarks').length === 0));
}

const FUNCTION_FIELDS: readonly string[] = ['funcid', 'opfuncid', 'aggfnoid', 'winfnoid'];

function volatileFunctions(root: PgNode, ctx: Context): readonly number[] {
  const called = everyNode(root).flatMap((node) => FUNCTION_FIELDS.filter((field) => node.fields.has(field)).map((field) => intOf(node, field)));
  return [...new Set(called)].filter((oid) => ctx.views.routines[oid]?.volatile === true).sort((left, right) => left - right);
}
