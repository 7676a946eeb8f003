import { error, warning } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic, Span } from '../../source/types.js';
import type { ResolverSql } from '../../parse/types.js';
import type { ViewDefinitions } from '../analyse/types.js';

/** Functions of pg_catalog that find objects by text. */
const lookups = /^(?:regclass|to_reg(?:class|type|proc|procedure|oper|operator|collation|role|namespace)|pg_get_serial_sequence|table_to_xml\w*|schema_to_xml\w*|database_to_xml\w*)$/;

/** Functions that run SQL which is their argument: of pg_catalog, and of extensions that Aurora has. */
const runners = /^(?:query_to_xml\w*|ts_stat|dblink|dblink_exec|dblink_open|dblink_send_query|crosstab\w*|connectby|xpath_table)$/;
/** ts_rewrite(tsquery, text); the form with three arguments runs nothing. */
const rewriting = 3685;

/** Functions that tell of the search path; CURRENT_SCHEMA without parentheses is an operation of its own. */
const pathReaders = /^(?:current_schemas?|pg_\w+_is_visible)$/;
const currentSchema = /\{SQLVALUEFUNCTION :op 14 /;

/** regproc, regprocedure, regoper, regoperator, regclass, regtype, regconfig, regdictionary, regcollation */
const nameTypes = /^(?:24|2202|2203|2204|2205|2206|3734|3769|4191)$/;

/** The type behind a cast from text by reading it: other casts have more between type and format. */
const readFromText = /:resulttype (\d+) :resultcollid \d+ :coerceformat /g;

/**
 * What a statement says in text, where neither the generator nor the server can see it. Errors: SQL that is run as it
 * comes, and settings of a session that other callers use next. A warning where objects are found by text that is put
 * together when it runs: such names stay as they are, whichever tenant calls. Constants like `'orders'::regclass` are
 * qualified and not meant.
 */
export function namedInText(sql: ResolverSql, tree: string, views: ViewDefinitions): readonly Diagnostic[] {
  const oids = [...tree.matchAll(/\{FUNCEXPR :funcid (\d+)/g)].map((match) => Number(match[1]));
  const called = oids.map((oid) => views.routines[oid]?.name ?? '');
  const runner = called.find((name, index) => runners.test(name) || oids[index] === rewriting);
  if (runner !== undefined) {
    return [error('PGC225', `${runner} runs SQL that is text`, tokenOf(sql, runner), 'write the statement itself: what is in text is neither checked nor the same for every tenant')];
  }
  if (called.includes('set_config')) {
    return [error('PGC226', 'set_config changes the session, which other callers use next', tokenOf(sql, 'set_config'), 'pass the value as a parameter, or set it in a function: create function ... set name = value')];
  }
  return [...findsByText(sql, tree, called), ...readsPath(sql, tree, called)];
}

function findsByText(sql: ResolverSql, tree: string, called: readonly string[]): readonly Diagnostic[] {
  const name = called.find((one) => lookups.test(one));
  const cast = [...tree.matchAll(readFromText)].some((match) => nameTypes.test(match[1] ?? ''));
  const parameter = [...tree.matchAll(/\{PARAM :paramkind 0 :paramid \d+ :paramtype (\d+)/g)].some((match) => nameTypes.test(match[1] ?? ''));
  if (name === undefined && !cast && !parameter) return [];
  const message = name === undefined ? 'an object is found by a name that is not known before the statement runs' : `${name} finds an object by text`;
  return [warning('PGC223', message, tokenOf(sql, name), "write the name where PostgreSQL can see it: 'orders'::regclass")];
}

function readsPath(sql: ResolverSql, tree: string, called: readonly string[]): readonly Diagnostic[] {
  const name = currentSchema.test(tree) ? 'current_schema' : called.find((one) => pathReaders.test(one));
  if (name === undefined) return [];
  const hint = "the tenant's schema is cognition.current_tenant()";
  return [warning('PGC223', `${name} tells of the search path, which no tenant's schema is on when the statement runs`, tokenOf(sql, name), hint)];
}

function tokenOf(sql: ResolverSql, name: string | undefined): Span {
  const meant = (text: string): boolean => text.toLowerCase().replaceAll('"', '') === name;
  const token = sql.tokens.find(({ text }) => meant(text)) ?? sql.tokens.find(({ text }) => /^reg\w+$/i.test(text)) ?? sql.tokens.find(({ kind }) => kind !== 'comment');
  return spanIn(sql, token?.start ?? 0, token?.end ?? sql.end);
}
