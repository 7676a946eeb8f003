import type { Oid } from '../../catalog/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { askTypes, withPlaceholders, type DescribeInput, type Refused } from './ask-types.js';
import type { Occurrence, PlaceFacts } from './occurrence.js';
import { placeFacts } from './place-facts.js';

/** Types of parameters by key; what could not be found out; or the server's refusal with the text it is about. */
export type Described =
  | { readonly kind: 'described'; readonly types: ReadonlyMap<string, Oid>; readonly unknown: readonly string[]; readonly facts: readonly PlaceFacts[] }
  | { readonly kind: 'disagreement'; readonly key: string; readonly types: readonly { readonly occurrence: Occurrence; readonly type: Oid }[] }
  | Refused;

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

/** Every place on its own `$n`. */
async function describeApart(input: DescribeInput, facts: readonly PlaceFacts[], casts: ReadonlyMap<string, string>): Promise<Apart | Refused> {
  const answer = await askTypes(input, (index) => String(index), () => false, (index) => {
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
  const answer = await askTypes(input, keyAt, (index) => open.includes(keyAt(index)) && facts[index]?.nullTest === true, () => null);
  if (answer.kind === 'refused') return refusal ?? answer;
  return described(input, facts, answer.types);
}
