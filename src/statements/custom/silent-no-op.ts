import { error } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic } from '../../source/types.js';
import type { AstNode, ResolverSql } from '../../parse/types.js';

interface Write {
  readonly verb: 'insert' | 'change';
  readonly table: string;
  /** WITH query that it is, or null. */
  readonly query: string | null;
  /** Names of relations and WITH queries that it reads. */
  readonly reads: ReadonlySet<string>;
}

/**
 * All parts of a statement see the rows as they were before it (manual, "Data-Modifying Statements in WITH"): an UPDATE
 * or DELETE that goes by what its sibling inserts into the same table finds nothing, without a word.
 */
export function silentNoOp(sql: ResolverSql, node: AstNode): readonly Diagnostic[] {
  const writes = [...withQueries(node).flatMap(([name, query]) => writesOf(query, name)), ...writesOf({ [sql.tag]: { ...node, withClause: undefined } }, null)];
  const inserts = writes.filter(({ verb, query }) => verb === 'insert' && query !== null);
  const found = writes.find((one) => one.verb === 'change' && inserts.some(({ table, query }) => table === one.table && one.reads.has(query ?? '')));
  if (found === undefined) return [];
  const token = sql.tokens.find(({ text }) => /^(?:update|delete|merge)$/i.test(text));
  const hint = 'insert the right values at once, or list the two statements under transaction:';
  return [error('PGC254', `this does not see the rows of ${found.table} that the same statement inserts`, spanIn(sql, token?.start ?? 0, token?.end ?? sql.end), hint)];
}

const isNode = (value: unknown): value is AstNode => typeof value === 'object' && value !== null && !Array.isArray(value);

function withQueries(node: AstNode): readonly [string, AstNode][] {
  const clause = node['withClause'];
  const queries = isNode(clause) && Array.isArray(clause['ctes']) ? clause['ctes'] : [];
  return queries.flatMap((one: unknown): [string, AstNode][] => {
    const query = isNode(one) && isNode(one['CommonTableExpr']) ? one['CommonTableExpr'] : null;
    return query !== null && isNode(query['ctequery']) ? [[String(query['ctename']), query['ctequery']]] : [];
  });
}

function writesOf(query: AstNode, name: string | null): readonly Write[] {
  const [tag, node] = Object.entries(query)[0] ?? [];
  if (!isNode(node) || !['InsertStmt', 'UpdateStmt', 'DeleteStmt'].includes(tag ?? '')) return [];
  const relation = node['relation'];
  const table = isNode(relation) ? String(relation['relname']) : '';
  const reads = new Set<string>();
  collectNames({ ...node, relation: undefined }, reads);
  return [{ verb: tag === 'InsertStmt' ? 'insert' : 'change', table, query: name, reads }];
}

function collectNames(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collectNames(one, names);
  else if (isNode(value)) {
    if (typeof value['relname'] === 'string') names.add(value['relname']);
    for (const inner of Object.values(value)) collectNames(inner, names);
  }
}
