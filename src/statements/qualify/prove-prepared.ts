import type { Client } from 'pg';
import type { Catalog } from '../../catalog/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span } from '../../source/types.js';
import { askAndUndo, textArray } from '../permissions/ask-and-undo.js';
import { composeSql, declaredTypes, fullChoices, numberSql, type Choice } from '../permissions/compose-sql.js';
import type { Statement, StatementVariant } from '../types.js';

export interface ProvableStatement {
  readonly statement: Statement;
  readonly span: Span | null;
}

const other = 'pgcog_other_tenant';

/** A DO block gives no rows, so this is a function; a temporary one, gone with the transaction. */
const prepareAll = `
create function pg_temp.pgcog_prepare_all(heads text[], statements text[]) returns table (number integer, said text, results oid[]) language plpgsql as $body$
declare
  head constant text[] := heads;
  texts constant text[] := statements;
begin
  for one in 1 .. coalesce(array_length(texts, 1), 0) loop
    number := one;
    begin
      execute 'prepare pgcog_proof' || head[one] || ' as ' || texts[one];
      said := null;
      select p.result_types::oid[] into results from pg_catalog.pg_prepared_statements p where p.name = 'pgcog_proof';
      execute 'deallocate pgcog_proof';
    exception when others then
      said := sqlerrm;
      results := null;
    end;
    return next;
  end loop;
end $body$`;

/** With all parts in every order; what users wrote, functions among it, also without any part. */
function choicesOf(statement: Statement, { sql, parts }: StatementVariant): readonly Choice[] {
  const full = fullChoices(statement, sql);
  const users = statement.origin === 'function' || statement.origin === 'custom';
  return users && parts.length > 0 ? [...full, ...full.slice(0, 1).map((choice): Choice => ({ ...choice, parts: new Set() }))] : full;
}

/**
 * Prepares every statement in every order, with the template schema under another name, nothing but pg_catalog on the
 * search path, and parameters declared as the Data API declares them: whatever still hangs on one schema fails here.
 * Also that as many columns come back as are announced. One message, rolled back. The session is the owner's.
 */
export async function provePrepared(prober: Client, catalog: Catalog, statements: readonly ProvableStatement[]): Promise<readonly Diagnostic[]> {
  const texts = statements.flatMap(({ statement, span }) => {
    const types = declaredTypes(statement.parameters);
    return statement.variants.flatMap((variant) => choicesOf(statement, variant).map((choice) => ({
      statement, span, labels: variant.labels, ...numberSql(composeSql(variant.sql, choice), quoteIdentifier(other), types),
    })));
  });
  if (texts.length === 0) return [];
  const heads = texts.map(({ types }) => (types.length === 0 ? '' : ` (${types.join(', ')})`));
  const rows = await askAndUndo<{ number: number; said: string | null; results: readonly number[] | null }>(
    prober, `alter schema ${quoteIdentifier(catalog.templateSchema)} rename to ${quoteIdentifier(other)}; set local search_path = pg_catalog; ${prepareAll}`,
    `select number, said, results::int8[]::text[] as results from pg_temp.pgcog_prepare_all(${textArray(heads)}, ${textArray(texts.map(({ text }) => text))})`);
  return rows.flatMap(({ number, said, results }) => {
    const one = texts[number - 1];
    if (one === undefined) return [];
    const wrong = said ?? (results !== null && results.length !== one.labels.length ? `it returns ${results.length} columns, not ${one.labels.length}` : null);
    return wrong === null ? [] : [error('PGC262', `${one.statement.name} does not hold for another tenant: ${wrong}`, one.span, 'write names so that PostgreSQL can see them, or leave the statement out and report it')];
  });
}
