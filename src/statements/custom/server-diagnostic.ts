import type { Catalog } from '../../catalog/types.js';
import type { ResolverSql, SplicedText } from '../../parse/types.js';
import type { SqlFailure } from '../../postgres/types.js';
import { closest } from '../../source/closest.js';
import type { Code } from '../../source/codes.js';
import { error } from '../../source/diagnostic.js';
import { codePointOffsets } from '../../source/positions.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic, Span } from '../../source/types.js';

/** By SQLSTATE (manual, appendix "PostgreSQL Error Codes"); everything else is PGC209. */
const codesByState: Readonly<Record<string, Code>> = {
  '42P01': 'PGC200', '42703': 'PGC201', '42883': 'PGC202', '42704': 'PGC203',
  '42702': 'PGC204', '42725': 'PGC204', '42P09': 'PGC204', '42712': 'PGC204',
  '42804': 'PGC205', '42846': 'PGC205', '22P02': 'PGC205', '22007': 'PGC205', '22008': 'PGC205', '42P18': 'PGC205', '42601': 'PGC206', '3F000': 'PGC207',
};

/** The server's refusal, shown at its place in the user's file. `rendered` is the text sent, which `failure` speaks of. */
export function serverDiagnostic(catalog: Catalog, sql: ResolverSql, rendered: SplicedText, failure: SqlFailure): Diagnostic {
  const code = codesByState[failure.sqlState] ?? 'PGC209';
  const hint = failure.hint ?? nearName(catalog, failure) ?? parameterHint(sql, failure) ?? failure.detail;
  return error(code, readable(failure.message), failurePlace(sql, rendered, failure.position), hint);
}

/** The token that a position means; the whole statement where the server gave none. */
function failurePlace(sql: ResolverSql, rendered: SplicedText, position: number | null): Span {
  if (position === null) return wholeStatement(sql);
  return placeAt(sql, rendered.toSource(codePointOffsets(rendered.text)(position - 1)));
}

/** The parameter or token at an offset of `sql.text`. */
export function placeAt(sql: ResolverSql, offset: number): Span {
  const found = [...sql.parameters, ...sql.tokens].find(({ start, end }) => offset >= start && offset < end);
  return found === undefined ? spanIn(sql, offset, offset) : spanIn(sql, found.start, found.end);
}

export function wholeStatement(sql: ResolverSql): Span {
  const first = sql.tokens.find((token) => token.kind !== 'comment');
  return spanIn(sql, first?.start ?? 0, first?.end ?? sql.end);
}

/** `$3` is no name of the user's. */
function readable(message: string): string {
  return message.replaceAll(/\bparameter \$\d+/g, 'a parameter');
}

function nearName(catalog: Catalog, { sqlState, message }: SqlFailure): string | null {
  const name = /"([^"]+)"|(?:function|column) ([\w.]+)/.exec(message);
  const wanted = (name?.[1] ?? name?.[2] ?? '').split('.').at(-1) ?? '';
  const near = closest(wanted, candidates(catalog, sqlState));
  return near === null ? null : `did you mean ${near}?`;
}

function candidates(catalog: Catalog, sqlState: string): readonly string[] {
  switch (sqlState) {
    case '42P01': return catalog.relations.map(({ name }) => name);
    case '42703': return catalog.relations.flatMap(({ columns }) => columns.map(({ name }) => name));
    case '42883': return catalog.functions.map(({ name }) => name);
    case '42704': return Object.values(catalog.types).filter(({ schemaKind }) => schemaKind === 'template').map(({ name }) => name);
    default: return [];
  }
}

/** Where a type is missing the user can always say it. */
function parameterHint(sql: ResolverSql, { sqlState }: SqlFailure): string | null {
  const name = sql.parameters[0]?.name;
  if (name === undefined || !['42725', '42883', '42804', '42P18'].includes(sqlState)) return null;
  return `if a parameter's type is meant, say it: ${sql.parameters[0]?.of == null ? `args: { ${name}: ... } or ` : ''}a cast such as :${name}::text`;
}
