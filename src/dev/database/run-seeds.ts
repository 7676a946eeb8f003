import { parseFile } from '../../parse/parse-file.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import { sqlFailure } from '../../postgres/failure.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { error, hasErrors } from '../../source/diagnostic.js';
import { codePointOffsets } from '../../source/positions.js';
import type { Diagnostic, SourceFile, Span } from '../../source/types.js';
import type { SqlFailure } from '../../postgres/types.js';
import { noteTenant } from './dev-state.js';

/** Where a project's sample rows are, in the order of their names. */
export const seedPatterns = ['seed/*.sql'];

export interface SeedInput {
  /** Of the database's owner, outside any transaction. */
  readonly session: SqlSession;
  readonly grammar: Grammar;
  readonly files: readonly SourceFile[];
}

/**
 * Runs the seeds in one tenant, all or nothing, as its owner: no superuser, and no other tenant is within reach. Names
 * mean the tenant's own, then those of `shared`.
 *
 * @returns mistakes at their places; then nothing of it is there
 * @throws what `pg` throws when the connection breaks
 */
export async function runSeeds({ session, grammar, files }: SeedInput, tenant: string): Promise<readonly Diagnostic[]> {
  const parsed = files.map((file) => parseFile(grammar, file));
  const unreadable = parsed.flatMap(({ diagnostics }) => diagnostics);
  if (hasErrors(unreadable)) return unreadable;
  const statements = parsed.flatMap(({ value }) => value);
  const foreign = statements.find(({ tag }) => forbidden.has(tag));
  if (foreign !== undefined) return [error('PGC636', 'a seed is run in a transaction, as the owner of its tenant', headOf(foreign), 'leave this statement out: rows are what seeds are for')];
  await session.query(`begin; set local role ${quoteIdentifier(`${tenant}_owner`)}; set local search_path = ${quoteIdentifier(tenant)}, shared, extensions`);
  try {
    for (const statement of statements) {
      const failed = await runStatement(session, statement, tenant);
      if (failed !== null) return [failed];
    }
    await session.query("select pg_catalog.set_config('role', 'none', true), pg_catalog.set_config('search_path', 'pg_catalog', true)");
    await noteTenant(session, tenant, true);
    await session.query('commit');
    return [];
  } finally {
    await session.query('rollback');
  }
}

/** They would end the transaction, or make somebody else of us. */
const forbidden: ReadonlySet<string> = new Set(['TransactionStmt', 'VariableSetStmt', 'DiscardStmt', 'PrepareStmt', 'ExecuteStmt', 'CopyStmt', 'LoadStmt', 'CheckPointStmt', 'AlterSystemStmt', 'VacuumStmt']);

async function runStatement(session: SqlSession, statement: SqlStatement, tenant: string): Promise<Diagnostic | null> {
  try {
    await session.query(statement.text);
    return null;
  } catch (thrown) {
    const failure = sqlFailure(thrown);
    if (failure === null || /^(?:08|57)/u.test(failure.sqlState)) throw thrown;
    const detail = failure.detail === null ? '' : ` (${failure.detail.replace(/\.$/u, '')})`;
    return error('PGC636', `in ${tenant}: ${failure.message}${detail}`, placeOf(statement, failure), failure.hint ?? 'put it right and save: the seeds are run again, from the first');
  }
}

function placeOf(statement: SqlStatement, { position }: SqlFailure): Span {
  if (position === null) return headOf(statement);
  const start = statement.span.start + codePointOffsets(statement.text)(position - 1);
  return { file: statement.span.file, start, end: Math.min(start + 1, statement.span.end) };
}

const headOf = ({ span }: SqlStatement): Span => ({ ...span, end: Math.min(span.end, span.start + 20) });
