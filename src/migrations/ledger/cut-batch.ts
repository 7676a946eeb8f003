import { child, children, text } from '../../catalog/ast.js';
import type { Grammar, SqlStatement, Token } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { MigrationStep } from '../types.js';
import type { StoredBatch } from './types.js';

/** A statement whose WHERE has a mark in it where the stretch of the key goes. */
export interface RangedStatement {
  readonly sql: string;
  readonly mark: string;
  readonly batch: StoredBatch;
}

/**
 * An UPDATE or DELETE that is repeated over stretches of a key: `where (MARK) and (its own condition)`.
 *
 * @throws what `refuse` makes for a statement that cannot be repeated so
 */
export function rangeOf(grammar: Grammar, { tag, ast, text: written }: SqlStatement, { batch }: MigrationStep, refuse: (why: string) => Error): RangedStatement {
  if (tag !== 'UpdateStmt' && tag !== 'DeleteStmt') throw refuse('only an update or a delete can be batched');
  if (batch === null || batch.key.length === 0) throw refuse('a batched step names its table and key: -- pgcog step batched orders by id');
  const relation = child(ast, 'relation');
  if (text(relation, 'relname') !== batch.table) throw refuse(`it goes along ${batch.table} and changes ${text(relation, 'relname') ?? 'nothing'}`);
  if (children(ast, 'returningList').length > 0 || 'returningClause' in ast) throw refuse('a batched step gives nothing back: leave RETURNING out');
  if (child(ast, 'whereClause') !== null && 'CurrentOfExpr' in (child(ast, 'whereClause') ?? {})) throw refuse('a batched step has no cursor');
  const changed = children(ast, 'targetList').map((one) => text(child(one, 'ResTarget'), 'name'));
  if (changed.some((name) => name !== null && batch.key.includes(name))) throw refuse('a batched step cannot change the key that it goes along');
  const alias = text(child(relation, 'alias'), 'aliasname') ?? batch.table;
  let mark = 'pgcog_range';
  while (written.includes(mark)) mark += '_';
  return {
    sql: marked(written.trim(), mark, topWhere(grammar, written.trim())), mark,
    batch: { table: quoteIdentifier(batch.table), alias: quoteIdentifier(alias), key: batch.key.map(quoteIdentifier) },
  };
}

function marked(sql: string, mark: string, where: Token | null): string {
  if (where === null) return `${sql}\nwhere (${mark})`;
  return `${sql.slice(0, where.end)} (${mark}) and (${sql.slice(where.end)}\n)`;
}

/** The statement's own WHERE: those of queries in it stand in brackets. */
function topWhere(grammar: Grammar, sql: string): Token | null {
  let depth = 0;
  for (const token of grammar.scan(sql)) {
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (depth === 0 && token.kind === 'keyword' && token.text.toLowerCase() === 'where') return token;
  }
  return null;
}
