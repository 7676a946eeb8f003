import type { Config } from '../../../config/types.js';
import { parseFile } from '../../../parse/parse-file.js';
import type { Grammar } from '../../../parse/types.js';
import { sqlFailure } from '../../../postgres/failure.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { SqlSession } from '../../../postgres/sql-session.js';
import { cutContext } from '../../../tenancy/program/cut-context.js';
import { cutStatement } from '../../../tenancy/program/cut-statement.js';
import type { ProgramPiece } from '../../../tenancy/program/types.js';
import type { Limits } from '../types.js';
import { questionBlock, type AskedQuestion } from './question-block.js';
import type { Check, Finding, Unasked } from './types.js';

type Pieces = readonly ProgramPiece[];

/** A check whose questions are cut, so that they can be asked of any tenant. */
export interface CutCheck extends Check {
  readonly pieces: { readonly sql: Pieces | null; readonly type: Pieces; readonly all: Pieces; readonly rows: Pieces; readonly one: Pieces };
}

export function cutChecks(grammar: Grammar, config: Config, checks: readonly Check[]): readonly CutCheck[] {
  const context = cutContext(grammar, config);
  const cut = (sql: string): Pieces => {
    const [statement] = parseFile(grammar, { path: 'check', text: sql }).value;
    return statement === undefined ? [sql] : cutStatement(context, statement, null).value;
  };
  return checks.map((check) => {
    const { type, all, rows, one } = check.each;
    return { ...check, pieces: { sql: check.sql === null ? null : cut(check.sql), type: cut(`${typeHead}${type}`), all: cut(all), rows: cut(rows), one: cut(one) } };
  });
}

/** A type is cut as a part of a statement. */
const typeHead = 'select null::';

function expand(pieces: Pieces, tenant: string): string {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if (piece.kind === 'schema text') return tenant;
    return quoteIdentifier(piece.kind === 'schema' ? tenant : `${tenant}_${piece.kind === 'owner' ? 'owner' : piece.role}`);
  }).join('');
}

function expandAll({ pieces }: CutCheck, n: number, tenant: string): AskedQuestion {
  const { sql, type, all, rows, one } = pieces;
  return { n, sql: sql === null ? null : expand(sql, tenant), type: expand(type, tenant).slice(typeHead.length), all: expand(all, tenant), rows: expand(rows, tenant), one: expand(one, tenant) };
}

export interface Answer {
  readonly findings: readonly Finding[];
  /** What this tenant gave no answer to. */
  readonly unasked: readonly Unasked[];
}

interface RawAnswer {
  readonly n: number;
  readonly rows: readonly unknown[] | null;
  /** Why there is no answer. */
  readonly why: string | null;
}

/**
 * Asks a tenant's rows, as its owner, in a transaction that can change nothing. All at once; where that takes too long
 * one by one, and what takes too long by itself is not answered.
 *
 * @throws what `pg` throws where somebody is in the way or the connection breaks
 */
export async function askTenant(session: SqlSession, tenant: string, checks: readonly CutCheck[], limits: Pick<Limits, 'lock' | 'statement'>): Promise<Answer> {
  if (checks.length === 0) return { findings: [], unasked: [] };
  const asked = checks.map((check, n) => expandAll(check, n, tenant));
  const answers = (await askAll(session, tenant, asked, limits)) ?? (await askEach(session, tenant, asked, limits));
  const place = (n: number): Pick<Finding, 'migration' | 'step' | 'what'> | null => {
    const check = checks[n];
    return check === undefined ? null : { migration: check.migration, step: check.step, what: check.what };
  };
  return {
    findings: answers.flatMap(({ n, rows }) => (rows === null || place(n) === null ? [] : [{ tenant, migration: '', step: 0, what: '', ...place(n), rows: rows.map(shortened) }])),
    unasked: answers.flatMap(({ n, why }) => (why === null || place(n) === null ? [] : [{ migration: '', step: 0, what: '', ...place(n), why, tenants: [tenant] }])),
  };
}

/** Null where it took too long. */
async function askAll(session: SqlSession, tenant: string, asked: readonly AskedQuestion[], { lock, statement }: Pick<Limits, 'lock' | 'statement'>): Promise<readonly RawAnswer[] | null> {
  await session.query('begin read only');
  try {
    await session.query(`select set_config('role', $1::text, true), set_config('statement_timeout', $2::text, true), set_config('lock_timeout', $3::text, true)`, [`${tenant}_owner`, String(statement), String(lock)]);
    await session.query(questionBlock(asked, `${quoteIdentifier(tenant)}, extensions`));
    throw new Error('a preflight gave no answer');
  } catch (thrown) {
    const failure = sqlFailure(thrown);
    if (failure?.sqlState === 'PGC29') return JSON.parse(failure.message) as readonly RawAnswer[];
    if (failure?.sqlState === '57014') return null;
    throw thrown;
  } finally {
    await session.query('rollback').catch(() => undefined); // A session that is gone has rolled back.
  }
}

async function askEach(session: SqlSession, tenant: string, asked: readonly AskedQuestion[], limits: Pick<Limits, 'lock' | 'statement'>): Promise<readonly RawAnswer[]> {
  const answers: RawAnswer[] = [];
  for (const one of asked) answers.push(...((await askAll(session, tenant, [one], limits)) ?? [{ n: one.n, rows: null, why: `the answer takes longer than ${limits.statement} ms` }]));
  return answers;
}

const longest = 100;

/** A key tells a row; a text that is longer than one can read tells nothing more. */
function shortened(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}...` : value]));
}
