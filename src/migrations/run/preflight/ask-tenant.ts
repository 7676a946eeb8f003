import type { Config } from '../../../config/types.js';
import { parseFile } from '../../../parse/parse-file.js';
import type { Grammar } from '../../../parse/types.js';
import { sqlFailure } from '../../../postgres/failure.js';
import { quoteIdentifier, quoteLiteral } from '../../../postgres/quote.js';
import type { SqlSession } from '../../../postgres/sql-session.js';
import { cutContext } from '../../../tenancy/program/cut-context.js';
import { cutStatement } from '../../../tenancy/program/cut-statement.js';
import type { ProgramPiece } from '../../../tenancy/program/types.js';
import type { Check, Finding } from './types.js';

/** A check whose questions are cut, so that they can be asked of any tenant. */
export interface CutCheck extends Check {
  readonly pieces: readonly ProgramPiece[];
  readonly eachPieces: { readonly rows: readonly ProgramPiece[]; readonly value: readonly ProgramPiece[] } | null;
}

export function cutChecks(grammar: Grammar, config: Config, checks: readonly Check[]): readonly CutCheck[] {
  const context = cutContext(grammar, config);
  const cut = (sql: string): readonly ProgramPiece[] => {
    const [statement] = parseFile(grammar, { path: 'check', text: sql }).value;
    return statement === undefined ? [sql] : cutStatement(context, statement, null).value;
  };
  return checks.map((check) => ({
    ...check, pieces: cut(check.sql),
    eachPieces: check.each === null ? null : { rows: cut(`select ctid, ${check.each.key} as key from ${check.each.from}`), value: cut(`select ${check.each.value} from ${check.each.from} where ctid = $1`) },
  }));
}

function expand(pieces: readonly ProgramPiece[], tenant: string): string {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if (piece.kind === 'schema text') return tenant;
    return quoteIdentifier(piece.kind === 'schema' ? tenant : `${tenant}_${piece.kind === 'owner' ? 'owner' : piece.role}`);
  }).join('');
}

/**
 * Asks a tenant's rows, as its owner, in a transaction that can change nothing. The answer comes as an error of its own,
 * since a block gives nothing back. What is not there yet cannot be asked: SQLSTATE 42. The value that fails is looked
 * for row by row only where there is one.
 *
 * @param timeout milliseconds that one question may take
 */
export async function askTenant(session: SqlSession, tenant: string, checks: readonly CutCheck[], timeout: number): Promise<readonly Finding[]> {
  if (checks.length === 0) return [];
  const asked = checks.map((check, n) => ({ n, sql: expand(check.pieces, tenant), rows: check.eachPieces === null ? null : expand(check.eachPieces.rows, tenant), value: check.eachPieces === null ? null : expand(check.eachPieces.value, tenant) }));
  await session.query('begin read only');
  try {
    await session.query(`select set_config('role', $1::text, true), set_config('statement_timeout', $2::text, true)`, [`${tenant}_owner`, String(timeout)]);
    await session.query(block(JSON.stringify(asked), `${quoteIdentifier(tenant)}, extensions`));
    throw new Error('a preflight gave no answer');
  } catch (thrown) {
    const failure = sqlFailure(thrown);
    if (failure?.sqlState !== 'PGC29') throw thrown;
    return (JSON.parse(failure.message) as readonly { readonly n: number; readonly rows: readonly unknown[] }[]).flatMap(({ n, rows }) => {
      const check = checks[n];
      return check === undefined ? [] : [{ tenant, migration: check.migration, step: check.step, what: check.what, rows }];
    });
  } finally {
    await session.query('rollback').catch(() => undefined); // A session that is gone has rolled back.
  }
}

function block(asked: string, path: string): string {
  let tag = '$pgcog$';
  while (asked.includes(tag)) tag = tag.replace('$pgcog', '$pgcog_');
  return `do ${tag}
declare
  path constant text := ${quoteLiteral(path)};
  one jsonb; found jsonb; answers jsonb := '[]'; line record; failing boolean;
begin
  for one in select e.value from jsonb_array_elements(${quoteLiteral(asked)}::jsonb) e loop
    failing := false;
    found := null;
    begin
      perform pg_catalog.set_config('search_path', path, true);
      execute one operator(pg_catalog.->>) 'sql' into found;
    exception when others then failing := pg_catalog.substr(sqlstate, 1, 2) operator(pg_catalog.<>) '42';
    end;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    if failing and one ->> 'rows' is not null then
      perform pg_catalog.set_config('search_path', path, true);
      for line in execute one operator(pg_catalog.->>) 'rows' loop
        begin
          execute one operator(pg_catalog.->>) 'value' using line.ctid;
        exception when others then found := pg_catalog.jsonb_insert(coalesce(found, '[]'::pg_catalog.jsonb), '{-1}', line.key, true);
        end;
        exit when pg_catalog.jsonb_array_length(found) operator(pg_catalog.>=) 5;
      end loop;
      perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    end if;
    if found is not null then answers := answers || jsonb_build_object('n', one -> 'n', 'rows', found); end if;
  end loop;
  raise exception using errcode = 'PGC29', message = answers::text;
end ${tag}`;
}
