/**
 * Words that `quote_ident` quotes: every keyword that is not "unreserved".
 * Source: `select word from pg_get_keywords() where catcode <> 'U'`, the same answer on PostgreSQL 17.10 and 18.4.
 */
const quotedKeywords: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
  char character check coalesce collate collation column concurrently constraint create cross current_catalog
  current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
  desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
  grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
  json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
  lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not
  notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real
  references returning right row select session_user setof similar smallint some substring symmetric system_user table
  tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose
  when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
  xmlserialize xmltable`.split(/\s+/),
);

/** NAMEDATALEN - 1: PostgreSQL cuts longer names off silently, in bytes of UTF-8. */
const longestIdentifier = 63;

/**
 * An SQL identifier that means exactly `name`, quoted only where PostgreSQL's own `quote_ident` quotes.
 * Not safe as a bare column label (`select 1 name`): write `as`.
 *
 * @throws RangeError when no identifier can mean `name`: it is empty, longer than 63 bytes, or holds NUL or half a
 * surrogate pair.
 */
export function quoteIdentifier(name: string): string {
  refuseImpossibleText(name, 'identifier');
  if (name === '') throw new RangeError('an identifier cannot be empty');
  if (Buffer.byteLength(name, 'utf8') > longestIdentifier) {
    throw new RangeError(`the identifier ${JSON.stringify(name)} is longer than ${longestIdentifier} bytes`);
  }
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !quotedKeywords.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** `schema.name`, each part as {@link quoteIdentifier} writes it; throws what it throws. */
export function quoteQualified(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/**
 * An SQL string constant that means exactly `value` whatever `standard_conforming_strings` says: with a backslash in
 * it, it is written as `E'...'`.
 *
 * @throws RangeError when PostgreSQL's text cannot hold it: NUL or half a surrogate pair.
 */
export function quoteLiteral(value: string): string {
  refuseImpossibleText(value, 'literal');
  const doubled = value.replaceAll("'", "''");
  return value.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** Half a surrogate pair would reach the server as U+FFFD: another name than the one that was meant. */
function refuseImpossibleText(text: string, kind: string): void {
  if (text.includes('\0')) throw new RangeError(`${kind} ${JSON.stringify(text)} holds a NUL character`);
  if (/\p{Cs}/u.test(text)) throw new RangeError(`${kind} ${JSON.stringify(text)} holds half a surrogate pair`);
}
