import type { Catalog, Relation } from '../../catalog/types.js';
import { unquoteIdentifier } from '../../parse/identifier.js';
import type { ResolverSql, SplicedText } from '../../parse/types.js';
import type { SqlFailure } from '../../postgres/types.js';
import { closest } from '../../source/closest.js';
import type { Code } from '../../source/codes.js';
import { error } from '../../source/diagnostic.js';
import { own } from '../../source/own.js';
import { codePointOffsets } from '../../source/positions.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic, Span } from '../../source/types.js';

/** The way out of a name in a schema that no tenant's role shall know. */
export const reachableSchemas = "resolvers reach the tenant's own schema (no schema name), shared.* and cognition.*";

/** Columns that a hint lists at most. */
const mostListed = 12;

/** By SQLSTATE (manual, appendix "PostgreSQL Error Codes"); everything else is PGC209. */
const codesByState: Readonly<Record<string, Code>> = {
  '42P01': 'PGC200', '42703': 'PGC201', '42883': 'PGC202', '42704': 'PGC203',
  '42702': 'PGC204', '42725': 'PGC204', '42P09': 'PGC204', '42712': 'PGC204',
  '42804': 'PGC205', '42846': 'PGC205', '22P02': 'PGC205', '22007': 'PGC205', '22008': 'PGC205', '42P18': 'PGC205', '42601': 'PGC206', '3F000': 'PGC207',
};

/** The server's refusal, shown at its place in the user's file. `rendered` is the text sent, which `failure` speaks of. */
export function serverDiagnostic(catalog: Catalog, sql: ResolverSql, rendered: SplicedText, failure: SqlFailure): Diagnostic {
  const place = failurePlace(sql, rendered, failure.position);
  const schema = foreignSchema(catalog, failure);
  if (schema !== null) return error('PGC220', `${schema} is another schema`, place, reachableSchemas);
  const code = codesByState[failure.sqlState] ?? 'PGC209';
  const hint = sliceHint(sql, rendered, failure.position) ?? meantColumn(failure) ?? fittingCall(catalog, failure) ?? nearName(catalog, sql, failure) ?? parameterHint(sql, failure) ?? usualHint(catalog, sql, failure) ?? failure.hint ?? failure.detail;
  return error(code, readable(failure.message), place, hint);
}

/** `[:i]`: what was meant for a parameter is a slice. */
function sliceHint(sql: ResolverSql, rendered: SplicedText, position: number | null): string | null {
  const at = position === null ? -1 : rendered.toSource(codePointOffsets(rendered.text)(position - 1));
  const name = sql.tokens.find((token) => token.start === at);
  const before = sql.tokens.find((token) => token.end === at);
  return name === undefined || before?.text !== ':' ? null : `inside [ ] a colon is a slice; put the parameter in parentheses: [(:${name.text})]`;
}

/** A schema that the catalog does not know, of a name that the server did not find. */
function foreignSchema(catalog: Catalog, { sqlState, message }: SqlFailure): string | null {
  const written = /^(?:relation|type) "([^"]+)\.[^".]+" does not exist|^function ([^\s(]+)\.[^\s(.]+\(|^schema "([^"]+)" does not exist/.exec(message);
  const schema = written?.[1] ?? written?.[2] ?? written?.[3] ?? null;
  if (schema === null || !['42P01', '42704', '42883', '3F000'].includes(sqlState)) return null;
  return own(catalog.schemas, schema) === undefined ? schema : null;
}

/** The token that a position means; the whole statement where the server gave none. */
function failurePlace(sql: ResolverSql, rendered: SplicedText, position: number | null): Span {
  if (position === null) return wholeStatement(sql);
  return placeAt(sql, rendered.toSource(codePointOffsets(rendered.text)(position - 1)));
}

/** The parameter or token at an offset of `sql.text`. */
function placeAt(sql: ResolverSql, offset: number): Span {
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

function nearName(catalog: Catalog, sql: ResolverSql, { sqlState, message }: SqlFailure): string | null {
  const name = /"([^"]+)"|(?:function|column) ([\w.]+)/.exec(message);
  const wanted = (name?.[1] ?? name?.[2] ?? '').split('.').at(-1) ?? '';
  const near = closest(wanted, candidates(catalog, sql, sqlState));
  return near === null ? null : `did you mean ${near}?`;
}

function candidates(catalog: Catalog, sql: ResolverSql, sqlState: string): readonly string[] {
  switch (sqlState) {
    case '42P01': return catalog.relations.map(({ name }) => name);
    case '42703': return namedTables(catalog, sql).flatMap(({ columns }) => columns.map(({ name }) => name));
    case '42883': return catalog.functions.map(({ name }) => name);
    case '42704': return Object.values(catalog.types).filter(({ schemaKind, kind, relation }) => schemaKind === 'template' && kind !== 'array' && relation === null).map(({ name }) => name);
    default: return [];
  }
}

function meantColumn({ hint }: SqlFailure): string | null {
  const names = [...(hint ?? '').matchAll(/the (?:column|table alias) "([^"]+)"/g)].map((match) => match[1] ?? '');
  return names.length > 0 && hint?.startsWith('Perhaps you meant') === true ? `did you mean ${names.join(' or ')}?` : null;
}

/** Tables and views whose names stand in the statement. */
function namedTables(catalog: Catalog, sql: ResolverSql): readonly Relation[] {
  const words = new Set(sql.tokens.filter(({ kind }) => kind === 'identifier' || kind === 'keyword').map(({ text }) => unquoteIdentifier(text)));
  return catalog.relations.filter(({ name }) => words.has(name));
}

function columnsHint(catalog: Catalog, sql: ResolverSql): string | null {
  const [table, ...others] = namedTables(catalog, sql);
  if (table === undefined || others.length > 0) return null;
  const names = table.columns.map(({ name }) => name);
  return `${table.name} has the columns ${names.slice(0, mostListed).join(', ')}${names.length > mostListed ? ', ...' : ''}`;
}

/** What usually helps, in the words of a project. */
function usualHint(catalog: Catalog, sql: ResolverSql, { sqlState, message }: SqlFailure): string | null {
  switch (sqlState) {
    case '42703': return columnsHint(catalog, sql);
    case '42803': return 'add it to GROUP BY, or put it into an aggregate such as max(...)';
    case '42601': return /more (?:target columns|expressions)/.test(message) ? 'write as many values as columns' : null;
    case '42P01': return message.startsWith('relation ') ? 'make it in tenant_template/ with CREATE TABLE or CREATE VIEW' : 'add it to FROM, or write the name that it has there';
    case '42704': return message.startsWith('type ') ? 'make it in tenant_template/ with CREATE TYPE or CREATE DOMAIN' : null;
    case '42702': return 'write the table or its alias before it: orders.id';
    case '42804':
    case '42846': return 'cast one of the two to the other\'s type: ...::text';
    case '42883': return 'make it in tenant_template/ with CREATE FUNCTION, or cast its arguments';
    case '22P02': {
      const type = /for (?:type|enum) (.+?): "/.exec(message)?.[1];
      const labels = Object.values(catalog.types).find(({ name }) => name === type)?.labels ?? [];
      return labels.length > 0 ? `its values are ${labels.map((label) => `'${label}'`).join(', ')}` : type === undefined ? null : `write a value of type ${type}`;
    }
    default: return null;
  }
}

/** An operator or function that is there, for other types. */
function fittingCall(catalog: Catalog, { sqlState, message }: SqlFailure): string | null {
  if (sqlState !== '42883') return null;
  if (message.startsWith('operator ')) return 'cast one side so that both fit: (...)::text';
  const name = /^(?:function|procedure) ([\w.]+)\(/.exec(message)?.[1]?.split('.').at(-1) ?? '';
  return catalog.functions.some((one) => one.name === name) ? `${name} is there with other arguments; cast those that do not fit` : null;
}

/** Where a type is missing the user can always say it. */
function parameterHint(sql: ResolverSql, { sqlState }: SqlFailure): string | null {
  const name = sql.parameters[0]?.name;
  if (name === undefined || !['42725', '42804', '42P18'].includes(sqlState)) return null;
  return `if a parameter's type is meant, say it: ${sql.parameters[0]?.of == null ? `args: { ${name}: ... } or ` : ''}a cast such as :${name}::text`;
}
