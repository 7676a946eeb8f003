import { child, strings } from '../../../catalog/ast.js';
import type { AstNode } from '../../../parse/types.js';
import { quoteLiteral } from '../../../postgres/quote.js';
import { inBrackets } from './command-texts.js';
import { NotKnown, type Future } from './future.js';
import { everyValue, isNull, rowsWhere, type Target } from './questions.js';
import { domainOf, typeKey, writtenKey } from './type-key.js';
import type { DomainFact, Question } from './types.js';

/** A type as a statement names it. */
export interface TypeName {
  readonly node: AstNode | null;
  readonly written: string;
}

export interface Cast {
  readonly what: string;
  /** What becomes of every row. */
  readonly value: string;
  /** Of that expression; null: it is a column's own. */
  readonly tree: AstNode | null;
  readonly type: TypeName;
}

/**
 * Values that cannot be assigned to a type: an assignment refuses what is too long, where an explicit cast would cut it.
 *
 * @throws NotKnown
 */
export function castable(target: Target, { what, value, tree, type }: Cast): readonly Question[] {
  const { future } = target;
  const name = ownType(future, type.node);
  const changed = name === null ? undefined : future.types.get(name);
  const isArray = type.node !== null && 'arrayBounds' in type.node;
  if (changed?.kind === 'enum') return [labelled(target, { what, value, tree }, name ?? '', { labels: changed.labels, isArray })];
  if (changed?.kind === 'other') throw new NotKnown(`an earlier step makes or changes type ${name ?? ''}`);
  const domain = domainOf(future, name);
  if (domain === null || isArray) return [everyValue(target, what, value, type.written)];
  return inDomain(target, what, value, domain);
}

/** What a domain asks of values; one that is over another asks that of it, too. @throws NotKnown */
function inDomain(target: Target, what: string, value: string, { base, over, notNull, checks }: DomainFact): readonly Question[] {
  const { future } = target;
  const below = future.types.get(over ?? writtenKey(future, base) ?? '');
  if (below !== undefined && below.kind !== 'domain') throw new NotKnown(`an earlier step makes or changes type ${base}`);
  const inner = domainOf(future, over);
  const rest = inner === null ? [everyValue(target, what, value, base)] : inDomain(target, what, value, inner);
  const typed = `(${value})::${plainBase(future, over, base)}`;
  return [
    ...rest,
    ...(notNull ? [rowsWhere(target, what, isNull(value))] : []),
    ...checks.map(({ definition }) => rowsWhere(target, what, `(${withValue(future, definition, typed)}) is false`)),
  ];
}

/** What is under all domains: of a type by its key, which is written so. */
export function plainBase(future: Future, key: string | null, written: string): string {
  if (future.types.get(key ?? writtenKey(future, written) ?? '')?.kind === 'enum') return 'pg_catalog.text';
  const domain = domainOf(future, key);
  return domain === null ? written : plainBase(future, domain.over, domain.base);
}

/** The condition of `CHECK ((VALUE > 0))` about a value. */
export function withValue({ grammar }: Pick<Future, 'grammar'>, definition: string, value: string): string {
  const found = inBrackets(grammar, definition)?.text ?? 'true';
  const places = grammar.scan(found).filter(({ kind, text: word }, at, all) => kind !== 'string' && kind !== 'comment' && word.toLowerCase() === 'value' && all[at - 1]?.text !== '.' && all[at + 1]?.text !== '(');
  return places.reduceRight((all, { start, end }) => `${all.slice(0, start)}(${value})${all.slice(end)}`, found);
}

/** The name of a type that is in the template: `state`, `shared.state`. */
function ownType(future: Pick<Future, 'templateSchema' | 'facts'>, node: AstNode | null): string | null {
  const [name, schema, ...more] = [...strings(node, 'names')].reverse();
  return name === undefined || more.length > 0 ? null : typeKey(future, name, schema ?? null);
}

/** {@link ownType} of what is no array. */
export function plainType(future: Pick<Future, 'templateSchema' | 'facts'>, node: AstNode | null): string | null {
  return node !== null && 'arrayBounds' in node ? null : ownType(future, node);
}

/** `status::text::state`, where state is made anew: its labels are known, and itself it is not there. */
function labelled(target: Target, { what, value, tree }: Omit<Cast, 'type'>, name: string, { labels, isArray }: { readonly labels: readonly string[]; readonly isArray: boolean }): Question {
  const before = beforeCast(target.future, value, tree, name);
  if (before === null) throw new NotKnown(`an earlier step makes or changes type ${name}`);
  const known = `array[${labels.map(quoteLiteral).join(', ')}]::pg_catalog.text[]`;
  if (isArray) return rowsWhere(target, what, `exists (select from pg_catalog.unnest((${before})::pg_catalog.text[]) pgcog_label where pgcog_label <> all (${known}))`);
  return rowsWhere(target, what, `(${before})::pg_catalog.text <> all (${known})`);
}

/** What an expression casts to a type of that name at its end. */
function beforeCast(future: Future, value: string, tree: AstNode | null, name: string): string | null {
  const cast = child(tree, 'TypeCast');
  const tokens = future.grammar.scan(value);
  const at = tokens.filter((token, n) => token.text === '::' && depthAt(tokens.slice(0, n).map((one) => one.text)) === 0).at(-1);
  return cast === null || at === undefined || ownType(future, child(cast, 'typeName')) !== name ? null : value.slice(0, at.start);
}

/** A value as the new type, for the steps behind; null where nobody knows. */
export function castValue(future: Future, { value, tree, type }: Omit<Cast, 'what'>): { readonly value: string; readonly type: string } | null {
  const name = ownType(future, type.node);
  const changed = name === null ? undefined : future.types.get(name);
  const to = standIn(future, type);
  if (to === null) return null;
  const inner = changed?.kind === 'enum' && name !== null ? beforeCast(future, value, tree, name) ?? value : value;
  return { value: `(${inner})::${to}`, type: to };
}

const depthAt = (texts: readonly string[]): number => texts.reduce((depth, one) => depth + (/^[([]$/u.test(one) ? 1 : /^[)\]]$/u.test(one) ? -1 : 0), 0);

/** A type that earlier steps make stands for text while it is not there. */
export function standIn(future: Future, { node, written }: TypeName): string | null {
  const name = ownType(future, node);
  const changed = name === null ? undefined : future.types.get(name);
  if (changed === undefined) return written;
  if (changed.kind === 'other' || (node !== null && 'arrayBounds' in node)) return null;
  return changed.kind === 'enum' ? 'pg_catalog.text' : plainBase(future, name, written);
}

export const isSerial = (node: AstNode | null): boolean => /^(?:small|big)?serial[248]?$/u.test(strings(node, 'names').at(-1) ?? '');
