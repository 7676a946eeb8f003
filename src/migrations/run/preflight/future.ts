import { unquoteIdentifier } from '../../../parse/identifier.js';
import type { Grammar, Token } from '../../../parse/types.js';
import { quoteIdentifier, quoteLiteral } from '../../../postgres/quote.js';
import type { ColumnFact, DomainFact, Facts, TableFact } from './types.js';

/** A table as it will be when earlier steps have run. */
export interface FutureTable {
  /** `orders`, `shared.plans` */
  readonly name: string;
  readonly fact: TableFact;
  /** Gives its rows then, from what is there today; null: they are those of today. */
  readonly query: string | null;
  /** Columns whose values nobody knows before. */
  readonly unsure: ReadonlySet<string>;
  /** Why its rows are not known before; null: they are. */
  readonly unknown: string | null;
  /** What is said of its constraints and indexes is not all: a column is called otherwise by now. */
  readonly stale: boolean;
  /** An earlier step turns row level security on or off: who sees which of its rows is another thing then. */
  readonly veiled: boolean;
}

/** A type that earlier steps make or change. */
export type FutureType = { readonly kind: 'enum'; readonly labels: readonly string[] } | { readonly kind: 'domain'; readonly domain: DomainFact } | { readonly kind: 'other' };

/** What is there when the steps before one have run, as far as that is known. */
export interface Future {
  readonly grammar: Grammar;
  readonly templateSchema: string;
  readonly facts: Facts;
  readonly tables: Map<string, FutureTable>;
  readonly types: Map<string, FutureType>;
  /** Names of functions that are made, changed or dropped. */
  readonly routines: Set<string>;
  /** Why nothing is known any more. */
  lost: string | null;
}

/** A question cannot be asked before earlier steps have run. */
export class NotKnown extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NotKnown';
  }
}

export function futureOf(grammar: Grammar, templateSchema: string, facts: Facts): Future {
  const tables = new Map([...facts.tables].map(([name, fact]): [string, FutureTable] => [name, { name, fact, query: null, unsure: new Set(), unknown: null, stale: false, veiled: false }]));
  return { grammar, templateSchema, facts, tables, types: new Map(), routines: new Set(), lost: null };
}

/** Where rows of a table are read from. */
export interface Source {
  /** Behind FROM: `"orders"`, `"shared"."plans"`, the name of a WITH query. */
  readonly from: string;
  /** What its columns are called by. */
  readonly alias: string;
  /** A row's key as JSON. */
  readonly key: string;
  /** What tells a row from others: columns of it. */
  readonly table: string;
  readonly ctid: string;
}

const plainName = (name: string): string => (name.startsWith('shared.') ? name.slice('shared.'.length) : name);

/** @throws NotKnown */
export function sourceOf(table: FutureTable): Source {
  if (table.unknown !== null) throw new NotKnown(table.unknown);
  if (table.fact.hidden) throw new NotKnown(`row level security hides rows of ${table.name}`);
  const alias = quoteIdentifier(plainName(table.name));
  if (table.query !== null) return { from: quoteIdentifier(table.name), alias, key: `${alias}.pgcog_key`, table: `${alias}.pgcog_table`, ctid: `${alias}.pgcog_ctid` };
  const from = table.name.startsWith('shared.') ? `shared.${alias}` : alias;
  const key = table.fact.key.length === 0 ? `pg_catalog.jsonb_build_object('ctid', ${alias}.ctid::pg_catalog.text)` : jsonOf(table.fact.key.map((one) => [one, `${alias}.${quoteIdentifier(one)}`]));
  return { from, alias, key, table: `${alias}.tableoid`, ctid: `${alias}.ctid` };
}

export const jsonOf = (parts: readonly (readonly [string, string])[]): string => `pg_catalog.jsonb_build_object(${parts.map(([name, value]) => `${quoteLiteral(name)}, ${value}`).join(', ')})`;

/**
 * A query with those tables in front that earlier steps change.
 *
 * @throws NotKnown where it asks what nobody knows before
 */
export function asked(future: Future, sql: string): string {
  if (future.lost !== null) throw new NotKnown(future.lost);
  const tokens = future.grammar.scan(sql).filter(({ kind }) => kind !== 'comment');
  const words = new Set(tokens.filter(isName).map(({ text }) => unquoteIdentifier(text)));
  checkNames(future, words);
  const changed = [...future.tables.values()].filter(({ name, query, unknown }) => (query !== null || unknown !== null) && (words.has(plainName(name)) || words.has(name)));
  for (const table of changed) checkTable(table, tokens, words);
  if (changed.length === 0) return sql;
  const reader = [...future.facts.readers].find((name) => words.has(name));
  if (reader !== undefined) throw new NotKnown(`${reader}() may read what an earlier step changes`);
  return `with ${changed.map(({ name, query }) => `${quoteIdentifier(name)} as (${query ?? ''})`).join(', ')} ${sql}`;
}

const isName = ({ kind, text }: Token): boolean => kind === 'identifier' || kind === 'keyword' || text.startsWith('"');

function checkNames({ routines, types }: Future, words: ReadonlySet<string>): void {
  const routine = [...routines].find((name) => words.has(name));
  if (routine !== undefined) throw new NotKnown(`an earlier step makes or changes ${routine}()`);
  const type = [...types.keys()].find((name) => words.has(name));
  if (type !== undefined) throw new NotKnown(`an earlier step makes or changes type ${type}`);
}

/** A WITH query takes the place of names without a schema only. */
function checkTable({ name, unknown, unsure }: FutureTable, tokens: readonly Token[], words: ReadonlySet<string>): void {
  if (unknown !== null) throw new NotKnown(unknown);
  const column = [...unsure].find((one) => words.has(one));
  if (column !== undefined) throw new NotKnown(`values of ${name}.${column} are made by an earlier step`);
  const qualified = tokens.some(({ text }, at) => tokens[at - 1]?.text === '.' && tokens[at + 1]?.text !== '(' && unquoteIdentifier(text) === plainName(name) && tokens[at - 2]?.text !== undefined && isSchema(tokens[at - 2]));
  if (qualified && !words.has(name)) throw new NotKnown(`an earlier step changes ${name}`);
}

const isSchema = (token: Token | undefined): boolean => token !== undefined && isName(token);

/** What becomes of columns: another expression, or null where nobody knows. */
export type Replaced = ReadonlyMap<string, string | null>;

export interface Layer {
  readonly replaced: Replaced;
  /** Columns as they are then. */
  readonly columns?: readonly ColumnFact[];
  /** Rows that stay. */
  readonly where?: string;
  /** What a statement calls the table. */
  readonly alias?: string;
}

/** The table after one more step. Values that need what is not known are not known themselves; where rows do, all are. */
export function layered(future: Future, table: FutureTable, layer: Layer): FutureTable {
  const { replaced, columns = table.fact.columns, where } = layer;
  const fact = { ...table.fact, columns };
  const unsure = new Set([...table.unsure, ...[...replaced.keys()].filter((name) => replaced.get(name) === null)].filter((name) => columns.some((one) => one.name === name) && (replaced.get(name) ?? null) === null));
  try {
    const expressions = [...[...replaced.values()].filter((one) => one !== null), where ?? ''].join(' ; ');
    return { ...table, fact, unsure, query: before(future, table, expressions) + layerSql(table, layer, columns.filter(({ name }) => !unsure.has(name))) };
  } catch (thrown) {
    if (!(thrown instanceof NotKnown)) throw thrown;
    if (where !== undefined || table.unknown !== null || [...replaced.values()].every((one) => one === null)) return { ...table, fact, unsure, unknown: table.unknown ?? `an earlier step changes ${table.name}` };
    return layered(future, table, { ...layer, replaced: new Map([...replaced.keys()].map((name) => [name, null])) });
  }
}

function layerSql(table: FutureTable, { replaced, where, alias }: Layer, columns: readonly ColumnFact[]): string {
  const named = quoteIdentifier(alias ?? plainName(table.name));
  const own = rowsOf(table);
  const values = columns.map(({ name }) => `${replaced.get(name) ?? `${named}.${quoteIdentifier(name)}`} as ${quoteIdentifier(name)}`);
  const places = ['pgcog_key', 'pgcog_table', 'pgcog_ctid'].map((name) => `${named}.${name}`);
  return `select ${[...values, ...places].join(', ')} from (${own}) as ${named}${where === undefined ? '' : ` where ${where}`}`;
}

/** A query for all of a table's rows with what tells them from each other. @throws NotKnown */
export function rowsOf(table: FutureTable): string {
  const { from, key, table: place, ctid } = sourceOf(table);
  return table.query ?? `select *, ${key} as pgcog_key, ${place} as pgcog_table, ${ctid} as pgcog_ctid from ${from}`;
}

/** Values that are others each time they are asked for. */
const dice = new Set(['random', 'random_normal', 'gen_random_bytes', 'clock_timestamp']);

/** Other tables that a step's expressions read are as they are at that step: WITH queries before it. @throws NotKnown */
function before(future: Future, table: FutureTable, expressions: string): string {
  const words = new Set(future.grammar.scan(expressions).filter(isName).map(({ text }) => unquoteIdentifier(text)));
  const veiled = [...future.tables.values()].find((one) => one.veiled && words.has(plainName(one.name)));
  if (veiled !== undefined) throw new NotKnown(`an earlier step changes whom ${veiled.name} shows its rows`);
  if ([...table.unsure, ...dice].some((name) => words.has(name))) throw new NotKnown(`an earlier step changes ${table.name}`);
  const prefix = asked({ ...future, tables: new Map([...future.tables].filter(([name]) => name !== table.name)) }, expressions);
  return prefix.slice(0, prefix.length - expressions.length);
}
