import type { Oid } from '../../catalog/types.js';
import { readResolverSql } from '../../parse/read-resolver-sql.js';
import type { Edit, ParameterUse, ResolverSql } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { Analysis } from '../analyse/types.js';
import { scratchType, withPlaceholders } from '../describe/ask-types.js';
import { describeParameters, type Described } from '../describe/describe-parameters.js';
import type { Occurrence, PlaceFacts } from '../describe/occurrence.js';
import { analyseOnServer, type FunctionBody } from '../describe/sql-function.js';
import { frozenConstants } from '../qualify/frozen-constants.js';
import { namedInText } from '../qualify/named-in-text.js';
import { qualify } from '../qualify/qualify.js';
import { analyseParts } from './analyse-parts.js';
import type { CustomContext } from './context.js';
import type { SqlInput } from './inputs.js';
import { disagreement, unknownTypes } from './parameter-mistakes.js';
import { findOccurrences } from './find-occurrences.js';
import { serverDiagnostic } from './server-diagnostic.js';
import { sourceNullable, type Source } from './sources.js';

/** One piece of the user's SQL, typed and qualified. */
export interface TypedSql {
  readonly sql: ResolverSql;
  readonly occurrences: readonly Occurrence[];
  /** Keys of parameters in the order of their first places; `$1` is the first. */
  readonly keys: readonly string[];
  readonly types: ReadonlyMap<string, Oid>;
  readonly facts: ReadonlyMap<string, KeyFacts>;
  readonly sources: ReadonlyMap<string, Source>;
  /** Qualification and escapes, into `sql.text`. */
  readonly edits: readonly Edit[];
  /** With all parts. */
  readonly tree: string;
  /** With all parts, without any, with each alone. */
  readonly trees: readonly string[];
  readonly analysis: Analysis;
}

/** What all places of one parameter say together. */
export interface KeyFacts {
  /** The caller may leave the argument out, or send null. */
  readonly nullable: boolean;
  /** All places are numbers of rows: LIMIT, OFFSET. */
  readonly count: boolean;
  /** Some place has a cast. */
  readonly cast: boolean;
  /** The one optional part that holds all places, or null. */
  readonly part: string | null;
}

/** Types a statement with the server's help; `value` is null where errors keep it from being known. */
export async function typeSql(context: CustomContext, input: SqlInput): Promise<Staged<TypedSql | null>> {
  const read = readResolverSql(context.grammar, input.source);
  if (read.value === null) return { value: null, diagnostics: read.diagnostics };
  const sql = read.value;
  const found = findOccurrences(context, input, sql);
  const diagnostics: Diagnostic[] = [...read.diagnostics, ...found.diagnostics];
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const { occurrences, declared, sources } = found.value;
  const described = await describeParameters({ client: context.client, catalog: context.catalog, grammar: context.grammar, sql, occurrences, declared });
  const mistakes = described.kind === 'described' ? unknownTypes(sql, described.unknown) : [describeMistake(context, sql, described)];
  if (described.kind !== 'described' || mistakes.length > 0) return { value: null, diagnostics: [...diagnostics, ...mistakes] };
  const typed = await analyseTyped(context, input, { sql, occurrences, sources, described });
  return { value: typed.value, diagnostics: [...diagnostics, ...typed.diagnostics] };
}

function describeMistake(context: CustomContext, sql: ResolverSql, described: Exclude<Described, { kind: 'described' }>): Diagnostic {
  if (described.kind === 'disagreement') return disagreement(context, sql, described);
  return serverDiagnostic(context.catalog, sql, described.text, described.failure);
}

interface Parts {
  readonly sql: ResolverSql;
  readonly occurrences: readonly Occurrence[];
  readonly sources: ReadonlyMap<string, Source>;
  readonly described: Extract<Described, { kind: 'described' }>;
}

async function analyseTyped(context: CustomContext, input: SqlInput, { sql, occurrences, sources, described }: Parts): Promise<Staged<TypedSql | null>> {
  const keys = [...new Set(occurrences.map(({ key }) => key))];
  const types = keys.map((key) => scratchType(context.catalog, described.types.get(key) ?? 0));
  const number = (use: ParameterUse): string => `$${keys.indexOf(occurrences.find((one) => one.use === use)?.key ?? '') + 1}`;
  const placeholder = (use: ParameterUse): string => scratchWrap(context, occurrences, use, number(use));
  const frozen = await frozenConstants({ client: context.client, sql, placeholder, types });
  if (frozen.length > 0) return { value: null, diagnostics: frozen };
  const text = withPlaceholders(sql, occurrences, (index) => `$${keys.indexOf(occurrences[index]?.key ?? '') + 1}`, scratchSchema(context));
  const body: FunctionBody = { sql: text.text, types, returnsNothing: returnsNothing(context, sql, text.text), searchPath: searchPathOf(context) };
  const analysed = await analyseOnServer(context.client, body);
  if (analysed.kind === 'refused') return { value: null, diagnostics: [serverDiagnostic(context.catalog, sql, text, analysed.failure)] };
  const { tree, dependencies } = analysed;
  const qualified = await qualify({ client: context.client, catalog: context.catalog, grammar: context.grammar, sql, body, tree, dependencies, placeholder });
  const facts = new Map(keys.map((key) => [key, keyFacts(key, input, occurrences, described.facts, sources)]));
  const nullable = new Set(keys.flatMap((key, index) => (facts.get(key)?.nullable === true ? [index + 1] : [])));
  const analysis = await analyseParts(context, { sql, body, tree, placeholder, nullable });
  const diagnostics = [...qualified.diagnostics, ...namedInText(sql, tree, context.views), ...analysis.diagnostics];
  if (qualified.value === null) return { value: null, diagnostics };
  return { value: { sql, occurrences, keys, types: described.types, facts, sources, edits: qualified.value, tree, ...analysis.value }, diagnostics };
}

/** `{tenant}` in the generator's own text becomes the scratch schema. */
function scratchSchema(context: Pick<CustomContext, 'catalog'>): string {
  return quoteIdentifier(context.catalog.templateSchema);
}

function scratchWrap(context: CustomContext, occurrences: readonly Occurrence[], use: ParameterUse, placeholder: string): string {
  const wrap = occurrences.find((one) => one.use === use)?.wrap ?? null;
  return wrap === null ? placeholder : wrap(placeholder).replaceAll('{tenant}', scratchSchema(context));
}

/** What a tenant's session would see, and what its functions are pinned to. */
export function searchPathOf(context: Pick<CustomContext, 'catalog'>): string {
  return [context.catalog.templateSchema, 'extensions'].map((name) => quoteIdentifier(name)).join(', ');
}

/** A write without RETURNING. */
function returnsNothing(context: CustomContext, sql: ResolverSql, text: string): boolean {
  if (sql.tag === 'SelectStmt') return false;
  const node = context.grammar.parse(text).statements[0]?.node ?? {};
  return node['returningList'] === undefined && node['returningClause'] === undefined;
}

function keyFacts(key: string, input: SqlInput, occurrences: readonly Occurrence[], facts: readonly PlaceFacts[], sources: ReadonlyMap<string, Source>): KeyFacts {
  const places = occurrences.flatMap((one, index) => (one.key === key ? [{ use: one.use, facts: facts[index] }] : []));
  const parts = new Set(places.map(({ use }) => use.part));
  const part = parts.size === 1 ? ([...parts][0] ?? null) : null;
  const said = input.arguments.get(key)?.spec.type ?? null;
  const source = sources.get(key);
  const silent = part !== null || places.some((place) => place.facts?.nullable === true);
  const nullable = source !== undefined ? sourceNullable(source) : said !== null ? !said.required : silent;
  const cast = places.some((place) => place.facts?.cast != null);
  return { nullable, part, cast, count: places.every((place) => place.facts?.count === true) };
}
