import type { Client } from 'pg';
import type { Catalog, Oid } from '../../catalog/types.js';
import { renderResolverSql } from '../../parse/render-resolver-sql.js';
import type { Grammar, ResolverSql, SplicedText } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlFailure } from '../../postgres/types.js';
import { typeText } from '../codec/type-text.js';
import type { DeclaredTypes, Occurrence, PlaceFacts } from './occurrence.js';
import { placeFacts } from './place-facts.js';
import { prepareOnce } from './prepare-once.js';

export interface DescribeInput {
  readonly client: Client;
  readonly catalog: Catalog;
  readonly grammar: Grammar;
  readonly sql: ResolverSql;
  /** One for each of the statement's parameters, in their order. */
  readonly occurrences: readonly Occurrence[];
  readonly declared: DeclaredTypes;
}

/** Types of parameters by key; what could not be found out; or the server's refusal with the text it is about. */
export type Described =
  | { readonly kind: 'described'; readonly types: ReadonlyMap<string, Oid>; readonly unknown: readonly string[]; readonly facts: readonly PlaceFacts[] }
  | { readonly kind: 'disagreement'; readonly key: string; readonly types: readonly { readonly occurrence: Occurrence; readonly type: Oid }[] }
  | { readonly kind: 'refused'; readonly failure: SqlFailure; readonly text: SplicedText };

const nowhere: PlaceFacts = { cast: null, nullable: false, nullTest: false, count: false, output: false };

/**
 * Asks the server for the type of every parameter. Each place is described on its own `$n`; where nothing says its
 * type (42P18), null stands in its place and the other places decide. A cast at one place counts for all. Places that
 * differ are given one shared `$n`, whose type the server then chooses.
 */
export async function describeParameters(input: DescribeInput): Promise<Described> {
  const facts = factsOf(input);
  const casts = castsByKey(input, facts);
  const apart = await describeApart(input, facts, casts);
  if (apart.kind === 'refused') return describeShared(input, facts, undeclaredKeys(input), apart);
  const differing = apart.keys.filter((key) => new Set(apart.types.get(key)).size > 1);
  const settled = new Map(apart.keys.flatMap((key) => only(key, apart.types.get(key) ?? [])));
  if (differing.length === 0) return described(input, facts, settled);
  const shared = await describeShared({ ...input, declared: new Map([...input.declared, ...settled]) }, facts, differing, null);
  if (shared.kind !== 'refused') return shared;
  const key = differing[0] ?? '';
  return { kind: 'disagreement', key, types: apart.places.filter((place) => place.occurrence.key === key && !place.weak) };
}

const only = (key: string, types: readonly Oid[]): [string, Oid][] => (types[0] !== undefined && new Set(types).size === 1 ? [[key, types[0]]] : []);

function described(input: DescribeInput, facts: readonly PlaceFacts[], types: ReadonlyMap<string, Oid>): Described {
  const all = new Map([...types, ...input.declared]);
  const keys = [...new Set(input.occurrences.map((one) => one.key))];
  return { kind: 'described', types: all, unknown: keys.filter((key) => !all.has(key)), facts };
}

/** The statement with all its parts and something in the place of each parameter; `schema` stands for `{tenant}`. */
export function withPlaceholders(sql: ResolverSql, occurrences: readonly Occurrence[], placeholder: (index: number) => string, schema: string): SplicedText {
  return renderResolverSql(sql, (use) => {
    const index = occurrences.findIndex((one) => one.use === use);
    const inner = placeholder(index);
    return occurrences[index]?.wrap?.(inner).replaceAll('{tenant}', schema) ?? inner;
  }, { parts: 'all' });
}

function factsOf(input: DescribeInput): PlaceFacts[] {
  const numbered = withPlaceholders(input.sql, input.occurrences, (index) => `$${index + 1}`, quoteIdentifier(input.catalog.templateSchema));
  const found = placeFacts(input.grammar.parse(numbered.text).statements.map((statement) => ({ [statement.tag]: statement.node })));
  return input.occurrences.map((_, index) => found.get(index + 1) ?? nowhere);
}

/** The first cast of each parameter that has no declared type. */
function castsByKey(input: DescribeInput, facts: readonly PlaceFacts[]): ReadonlyMap<string, string> {
  const casts = new Map<string, string>();
  input.occurrences.forEach(({ key, wrap }, index) => {
    const cast = facts[index]?.cast ?? null;
    if (cast !== null && wrap === null && !casts.has(key) && !input.declared.has(key)) casts.set(key, cast);
  });
  return casts;
}

const undeclaredKeys = (input: DescribeInput): string[] => [...new Set(input.occurrences.map((one) => one.key))].filter((key) => !input.declared.has(key));

/** A type as the scratch server reads it. */
export function scratchType(catalog: Catalog, oid: Oid): string {
  return typeText(catalog, oid, -1).replaceAll('{tenant}', quoteIdentifier(catalog.templateSchema));
}

interface Apart {
  readonly kind: 'apart';
  readonly keys: readonly string[];
  readonly types: ReadonlyMap<string, readonly Oid[]>;
  readonly places: readonly Place[];
}

interface Place {
  readonly occurrence: Occurrence;
  readonly type: Oid;
  /** Text for want of anything better. */
  readonly weak: boolean;
}

/** pg_type's oid of text is fixed. */
const text = 25;

type Refused = Extract<Described, { kind: 'refused' }>;

/** Every place on its own `$n`. */
async function describeApart(input: DescribeInput, facts: readonly PlaceFacts[], casts: ReadonlyMap<string, string>): Promise<Apart | Refused> {
  const answer = await ask(input, (index) => String(index), () => false, (index) => {
    const cast = casts.get(input.occurrences[index]?.key ?? '');
    return cast === undefined || facts[index]?.cast === cast ? null : cast;
  });
  if (answer.kind === 'refused') return answer;
  const places = input.occurrences.flatMap((occurrence, index) => {
    const type = answer.types.get(String(index));
    return type === undefined ? [] : [{ occurrence, type, weak: facts[index]?.output === true && type === text }];
  });
  const keys = undeclaredKeys(input);
  const types = new Map(keys.map((key) => {
    const own = places.filter((place) => place.occurrence.key === key);
    const strong = own.filter(({ weak }) => !weak);
    return [key, (strong.length > 0 ? strong : own).map(({ type }) => type)];
  }));
  return { kind: 'apart', keys, types, places };
}

/**
 * One `$n` for all places of a parameter, nulls under IS NULL; the server chooses. Also the second try where places
 * apart were refused: expressions that must be equal (`group by date_trunc(:unit, at)`) are so only then.
 */
async function describeShared(input: DescribeInput, facts: readonly PlaceFacts[], open: readonly string[], refusal: Refused | null): Promise<Described> {
  const keyAt = (index: number): string => input.occurrences[index]?.key ?? '';
  const answer = await ask(input, keyAt, (index) => open.includes(keyAt(index)) && facts[index]?.nullTest === true, () => null);
  if (answer.kind === 'refused') return refusal ?? answer;
  return described(input, facts, answer.types);
}

/**
 * Prepares until every `$n` has a type, null in the place of those that have none. A slot is what shares one `$n`;
 * numbers leave no gap, as the server wants a type for each number below the last.
 */
async function ask(
  input: DescribeInput, slotAt: (index: number) => string, silent: (index: number) => boolean, castAt: (index: number) => string | null,
): Promise<Refused | { readonly kind: 'answered'; readonly types: ReadonlyMap<string, Oid> }> {
  const untyped = new Set<string>();
  for (;;) {
    const asked = input.occurrences.map((one, index) => ({ key: one.key, slot: slotAt(index), index })).filter(({ slot, index }) => !untyped.has(slot) && !silent(index));
    const slots = [...new Set(asked.map(({ slot }) => slot))];
    const types = slots.map((slot) => declaredType(input, asked.find((one) => one.slot === slot)?.key ?? ''));
    const spoken = new Set(asked.map(({ index }) => index));
    const sent = withPlaceholders(input.sql, input.occurrences, (index) => {
      if (!spoken.has(index)) return 'null';
      const placeholder = `$${slots.indexOf(slotAt(index)) + 1}`;
      const cast = castAt(index);
      return cast === null ? placeholder : `(${placeholder}::${cast})`;
    }, quoteIdentifier(input.catalog.templateSchema));
    const answer = await prepareOnce(input.client, sent.text, types);
    if (answer.kind === 'prepared') return { kind: 'answered', types: typesBySlot(slots, answer.parameters) };
    const slot = slots[untypedParameter(answer.failure) - 1];
    if (slot === undefined) return { kind: 'refused', failure: answer.failure, text: sent };
    untyped.add(slot);
  }
}

function declaredType(input: DescribeInput, key: string): string {
  const type = input.declared.get(key);
  return type === undefined ? 'unknown' : scratchType(input.catalog, type);
}

function typesBySlot(slots: readonly string[], types: readonly Oid[]): ReadonlyMap<string, Oid> {
  return new Map(slots.flatMap((slot, index): [string, Oid][] => (types[index] === undefined ? [] : [[slot, types[index]]])));
}

/** `could not determine data type of parameter $3`; the number is the same in every language. 0 for any other failure. */
function untypedParameter(failure: SqlFailure): number {
  return failure.sqlState === '42P18' ? Number(/\$(\d+)/.exec(failure.message)?.[1] ?? 0) : 0;
}
