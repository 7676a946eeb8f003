import type { Client } from 'pg';
import type { Catalog } from '../../catalog/types.js';
import { literalSites } from '../../parse/literal-sites.js';
import { renderResolverSql } from '../../parse/render-resolver-sql.js';
import type { Edit, Grammar, ParameterUse, ResolverSql } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { error } from '../../source/diagnostic.js';
import { own } from '../../source/own.js';
import { codePointOffsets } from '../../source/positions.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { reachableSchemas } from '../custom/server-diagnostic.js';
import { analyseOnServer, type Dependency, type FunctionBody } from '../describe/sql-function.js';
import { asWritten, nameEdit, qualifiableSites, type QualifiableSite } from './name-edits.js';

export interface QualifyInput {
  readonly client: Client;
  readonly catalog: Catalog;
  readonly grammar: Grammar;
  readonly sql: ResolverSql;
  /** The statement as written, analysed. */
  readonly body: FunctionBody;
  readonly tree: string;
  readonly dependencies: readonly Dependency[];
  /** What stands for a parameter in the text that is analysed: `$1`. */
  readonly placeholder: (use: ParameterUse) => string;
}

/**
 * Edits that make every name of the statement mean the same under any search path, `{tenant}` standing for the template
 * schema, and every literal safe to be cut for the runtime. Proven: under `search_path = pg_catalog` the edited text
 * gives the same analysed tree as the text as written. `value` is null where that cannot be had.
 */
export async function qualify(input: QualifyInput): Promise<Staged<readonly Edit[] | null>> {
  const sites = qualifiableSites(input.grammar, input.catalog, input.sql, input.dependencies);
  const foreign = foreignSchemas(input, sites);
  if (foreign.length > 0) return { value: null, diagnostics: foreign };
  const literals = literalSites(input.sql.tokens, input.sql.parameters);
  const tried = sites.map(() => 0);
  for (;;) {
    const names = sites.flatMap((one, index) => schemaEdit(input, one, tried[index] ?? 0));
    const edits = [...names, ...literals.filter((literal) => !names.some((name) => overlap(name, literal)))];
    const answer = await analyseEdited(input, edits);
    if (answer.kind === 'tree') return answer.tree === input.tree ? { value: edits, diagnostics: [] } : unproven(input, sites);
    const index = sites.findIndex(({ site, schemas }, one) => (tried[one] ?? 0) < schemas.length && answer.at >= site.start && answer.at < site.end);
    if (index < 0) return unproven(input, sites);
    tried[index] = (tried[index] ?? 0) + 1;
  }
}

/** The schema of this try; an operator or function that several schemas have is tried without one at last. */
function schemaEdit(input: QualifyInput, { site, schemas }: QualifiableSite, attempt: number): readonly Edit[] {
  const schema = schemas[attempt];
  const edit = schema === undefined || schema === asWritten ? null : nameEdit(input.catalog, input.sql.tokens, site, schema);
  return edit === null ? [] : [edit];
}

const overlap = (a: Edit, b: Edit): boolean => a.start < b.end && b.start < a.end;

/** The tree of the edited text, or where in the text as written the server stopped (-1: it did not say). */
async function analyseEdited(input: QualifyInput, edits: readonly Edit[]): Promise<{ readonly kind: 'tree'; readonly tree: string } | { readonly kind: 'stopped'; readonly at: number }> {
  const schema = quoteIdentifier(input.catalog.templateSchema);
  const scratch = edits.map((edit) => ({ ...edit, text: edit.text.replaceAll('{tenant}', schema) }));
  const text = renderResolverSql(input.sql, input.placeholder, { parts: 'all', edits: scratch });
  const answer = await analyseOnServer(input.client, { ...input.body, sql: text.text, searchPath: 'pg_catalog' });
  if (answer.kind === 'analysed') return { kind: 'tree', tree: answer.tree };
  const { position } = answer.failure;
  return { kind: 'stopped', at: position === null ? -1 : text.toSource(codePointOffsets(text.text)(position - 1)) };
}

/** A name that resolves here and cannot be said with its schema: an operator of an extension behind IN, USING, CASE. */
function unproven(input: QualifyInput, sites: readonly QualifiableSite[]): Staged<null> {
  const site = sites.find(({ site: one, schemas }) => one.kind === 'operator' && schemas.length > 0) ?? sites.find(({ schemas }) => schemas.length > 0);
  const first = site?.site ?? { start: 0, end: input.sql.end };
  const operators = input.dependencies.filter(({ kind }) => kind === 'operator').map(({ schema, name }) => `${schema}.${name}`);
  const hint = operators.length > 0
    ? `it uses ${[...new Set(operators)].join(', ')}: put its operands in parentheses, write = any (array[...]) for IN, ON for USING`
    : 'write the schema of each function and type where more than one has the name';
  return { value: null, diagnostics: [error('PGC221', 'this statement would not mean the same for every tenant', spanIn(input.sql, first.start, first.end), hint)] };
}

/** Names of schemas that no tenant's role shall know. */
function foreignSchemas({ catalog, sql }: QualifyInput, sites: readonly QualifiableSite[]): readonly Diagnostic[] {
  return sites.flatMap(({ site }) => {
    const kind = site.schema === null ? 'template' : (own(catalog.schemas, site.schema) ?? 'other');
    if (kind !== 'other') return [];
    return [error('PGC220', `${site.schema ?? ''} is another schema`, spanIn(sql, site.start, site.end), reachableSchemas)];
  });
}
