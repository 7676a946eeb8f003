import type { Catalog } from '../../catalog/types.js';
import { nameSites } from '../../parse/name-sites.js';
import { renderResolverSql } from '../../parse/render-resolver-sql.js';
import type { Edit, Grammar, NameSite, ResolverSql, Token } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { own } from '../../source/own.js';
import { identifier } from '../codec/identifier.js';
import type { Dependency } from '../describe/sql-function.js';

/** A place where a schema may have to stand, and the schemas to try there in order; none: as it is written. */
export interface QualifiableSite {
  /** Offsets into the statement's own text. */
  readonly site: NameSite;
  /** {@link asWritten} stands for no schema. */
  readonly schemas: readonly string[];
}

/** Among the schemas to try: the name as it is. */
export const asWritten = '';

/** Functions that look a name up in text when they run, so that nothing ties them to the schema. */
const textLookups = /^(?:to_reg\w+|pg_get_serial_sequence)$/i;

/** Every name of the statement with the schemas it can come from: those that the server says it depends on. */
export function qualifiableSites(grammar: Grammar, catalog: Catalog, sql: ResolverSql, dependencies: readonly Dependency[]): readonly QualifiableSite[] {
  const rendered = renderResolverSql(sql, (use) => (use.rows ? '(select null)' : '($1)'), { parts: 'all' });
  return nameSites(grammar, rendered.text).map((found) => {
    const site = { ...found, start: rendered.toSource(found.start), end: rendered.sourceRange(found.start, found.end).end };
    return { site, schemas: schemasOf(catalog, sql.tokens, site, dependencies) };
  });
}

function schemasOf(catalog: Catalog, tokens: readonly Token[], site: NameSite, dependencies: readonly Dependency[]): readonly string[] {
  if (site.kind === 'regclass literal') return isTextLookup(tokens, site) ? [] : literalSchemas(catalog, site, dependencies);
  if (site.schema !== null) return site.schema === catalog.templateSchema ? [site.schema] : [];
  const found = inPath(catalog, dependencies.filter((one) => one.kind === site.kind && one.name === site.name));
  return found.length === 0 && site.kind === 'type' ? unusedType(catalog, site.name) : found;
}

/** A cast to what a value is already leaves no trace in the tree; its type has to be found all the same. */
function unusedType(catalog: Catalog, name: string): readonly string[] {
  const named = Object.values(catalog.types).filter((type) => type.name === name && type.schema !== 'pg_catalog');
  return named.length === 0 ? [] : [asWritten, ...inPath(catalog, named)];
}

/** Schemas in the order in which the search path finds them. */
function inPath(catalog: Catalog, found: readonly Pick<Dependency, 'schema'>[]): readonly string[] {
  const rank = (schema: string): number => ['template', 'extensions', 'shared', 'cognition'].indexOf(own(catalog.schemas, schema) ?? 'other');
  return [...new Set(found.map(({ schema }) => schema))].sort((a, b) => rank(a) - rank(b));
}

/** True where the literal is read by a function when it runs. */
function isTextLookup(tokens: readonly Token[], site: NameSite): boolean {
  const before = tokens.filter((token) => token.end <= site.start && token.kind !== 'comment');
  return before.at(-1)?.text === '(' && textLookups.test(before.at(-2)?.text ?? '');
}

function literalSchemas(catalog: Catalog, site: NameSite, dependencies: readonly Dependency[]): readonly string[] {
  const { schema, name } = literalName(site.name);
  if (schema !== null) return schema === catalog.templateSchema ? [schema] : [];
  const kind = site.literal === 'regtype' ? 'type' : site.literal === 'regclass' ? 'relation' : site.literal === 'regcollation' ? 'collation' : 'function';
  return inPath(catalog, dependencies.filter((one) => one.kind === kind && one.name === name));
}

const word = '"((?:[^"]|"")+)"|([^."(\\s]+)';
const nameText = new RegExp(`^\\s*(?:${word})(?:\\s*\\.\\s*(?:${word}))?`);

/** `orders`, `"My Table"`, `shared.countries`, `place_order(uuid)` as the text of a regclass literal. */
function literalName(text: string): { readonly schema: string | null; readonly name: string } {
  const [, quoted, plain, quotedSecond, plainSecond] = nameText.exec(text) ?? [];
  const meant = (inQuotes: string | undefined, bare: string | undefined): string => inQuotes?.replaceAll('""', '"') ?? bare?.toLowerCase() ?? '';
  const first = meant(quoted, plain);
  return quotedSecond === undefined && plainSecond === undefined ? { schema: null, name: first } : { schema: first, name: meant(quotedSecond, plainSecond) };
}

/** The edit that puts a schema before a name; null where it stands there already. */
export function nameEdit(catalog: Catalog, tokens: readonly Token[], site: NameSite, schema: string): Edit | null {
  const written = schema === catalog.templateSchema ? '{tenant}' : identifier(schema);
  if (site.kind === 'operator') return { start: site.start, end: site.end, text: `operator(${written}.${site.name})` };
  if (site.kind === 'regclass literal') return { start: site.start, end: site.end, text: literalText(site, written) };
  if (site.schema === null) return { start: site.start, end: site.start, text: `${written}.` };
  const first = tokens.find((token) => token.start === site.start);
  return first === undefined ? null : { start: first.start, end: first.end, text: written };
}

/** The literal's own text, its schema replaced; escapes as `literalSites` writes them. */
function literalText(site: NameSite, written: string): string {
  const { schema, name } = literalName(site.name);
  const rest = schema === null ? site.name.trim() : site.name.slice(site.name.indexOf('.') + 1);
  const text = (site.literal === 'regclass' ? quoteIdentifier(name) : rest).replaceAll("'", "''");
  const plain = `'${written}.${text}'`;
  if (!/\\|:\w|\{tenant\}/.test(text)) return plain;
  return `E'${written}.${text.replaceAll('\\', '\\\\').replaceAll(':', '\\x3a').replaceAll('{', '\\x7b')}'`;
}
