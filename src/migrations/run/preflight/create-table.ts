import { child, children, strings, tagged, text } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import { factOf, readColumn } from './add-column.js';
import type { Asking } from './asking.js';
import { boundQuestions } from './attach-partition.js';
import { inBrackets, splitList } from './command-texts.js';
import { tableName } from './find-table.js';
import type { ColumnFact } from './types.js';

/** A table without rows; as a partition it may take what stands in the default one. */
export function createTable(asking: Asking, ast: AstNode, sql: string): void {
  const { future, home } = asking;
  const name = tableName(future, child(ast, 'relation'), home);
  if (name === null || future.tables.has(name)) return;
  const parents = tagged(ast, 'inhRelations', 'RangeVar').map((one) => tableName(future, one, home)).filter((one) => one !== null);
  const [parent] = parents;
  const bound = child(ast, 'partbound');
  if (bound !== null && parent !== undefined) boundQuestions(asking, { parent, child: null, bound, sql });
  const elements = splitList(future.grammar, inBrackets(future.grammar, sql)?.text ?? '');
  const columns = children(ast, 'tableElts').flatMap((one, at) => {
    const node = child(one, 'ColumnDef');
    return node === null ? [] : [factOf(future, readColumn(future, node, elements[at] ?? ''))];
  });
  const known = bound === null && parent === undefined && children(ast, 'tableElts').every((one) => 'ColumnDef' in one || 'Constraint' in one) && child(ast, 'ofTypename') === null;
  future.tables.set(name, {
    name, query: known ? noRows(columns) : null, unsure: new Set(), unknown: known ? null : `${name} is made by an earlier step`, stale: false, veiled: false,
    fact: { columns, key: keyOf(ast), hidden: false, fires: false, cascades: false, constraints: [], indexes: [], parents, partitioned: null },
  });
}

const noRows = (columns: readonly ColumnFact[]): string =>
  `select ${[...columns.map(({ name, type }) => `null::${isSerialText(type) ?? type} as ${quoteIdentifier(name)}`), 'null::pg_catalog.jsonb as pgcog_key', 'null::pg_catalog.oid as pgcog_table', 'null::pg_catalog.tid as pgcog_ctid'].join(', ')} where false`;

const isSerialText = (type: string): string | null => (/^(?:small|big)?serial[248]?$/iu.test(type.trim()) ? 'pg_catalog.int8' : null);

function keyOf(ast: AstNode): readonly string[] {
  const columns = tagged(ast, 'tableElts', 'ColumnDef').filter((one) => tagged(one, 'constraints', 'Constraint').some((constraint) => text(constraint, 'contype') === 'CONSTR_PRIMARY'));
  const listed = tagged(ast, 'tableElts', 'Constraint').find((one) => text(one, 'contype') === 'CONSTR_PRIMARY');
  return listed === undefined ? columns.map((one) => text(one, 'colname') ?? '') : strings(listed, 'keys');
}
