import { createHash } from 'node:crypto';
import type { FactBase } from '@supabase/pg-delta';
import { unquoteIdentifier } from '../../parse/identifier.js';
import { splice } from '../../parse/splice.js';
import type { Grammar } from '../../parse/types.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { ofKind } from './facts.js';
import { readChange, type TableName } from './read-change.js';

/** What has another name from now on, and goes under it in the end. */
export interface SetAside {
  /** `alter function shared.price(integer) rename to price_before_1a2b3c4d` */
  readonly renames: readonly string[];
  /** `drop function shared.price_before_1a2b3c4d(integer)` */
  readonly drop: string;
  /** A tenant's DROP of a routine names its arguments' types, and what was set aside may be one: `drop function f(shared.w)`. */
  readonly inDrops: (sql: string) => string;
}

/** What others find by its number, not by its name: it can be renamed under them. */
const kinds = /^drop (function|procedure|aggregate|view|materialized view) /i;

/**
 * A DROP of what is made anew under its own name, said so that who rests on the old one keeps it until they have the new
 * one. Its indexes go with it.
 *
 * @param mark what tells this change from every other: two of one object may both wait for tenants
 * @returns null where it cannot be renamed so
 */
export function setAside({ grammar, from }: { readonly grammar: Grammar; readonly from: FactBase }, sql: string, mark: string): SetAside | null {
  const [, kind] = kinds.exec(sql) ?? [];
  const [object] = readChange(grammar, sql).dropped;
  if (kind === undefined || object === undefined) return null;
  const name = asideName(object.name, mark);
  const indexes = ofKind(from, 'index').filter(({ parent }) => parent?.kind === 'materializedView' && parent.schema === object.schema && parent.name === object.name);
  return {
    renames: [
      `alter ${sql.slice(5).trimEnd()} rename to ${quoteIdentifier(name)}`,
      ...indexes.flatMap(({ id }) => ('name' in id ? [`alter index ${quoteQualified(object.schema, id.name)} rename to ${quoteIdentifier(asideName(id.name, mark))}`] : [])),
    ],
    drop: renamed(grammar, sql, object, name),
    inDrops: (other) => (/^drop (function|procedure|aggregate) /i.test(other) ? renamed(grammar, other, object, name) : other),
  };
}

/** The statement with another name for what it calls `shared.w`. */
function renamed(grammar: Grammar, sql: string, { schema, name }: TableName, to: string): string {
  const tokens = grammar.scan(sql);
  const is = (at: number, text: string): boolean => tokens[at] !== undefined && unquoteIdentifier(tokens[at].text) === text;
  return splice(sql, tokens.flatMap((token, at) => (is(at - 2, schema) && tokens[at - 1]?.text === '.' && is(at, name) ? [{ start: token.start, end: token.end, text: quoteIdentifier(to) }] : []))).text;
}

/** How the engine calls an enum that it makes anew while columns have it. */
const replaced = /__pgdelta_replaced$/;

/** Statements with names of their own for the enums that the engine sets aside, which wait for tenants as the rest does. */
export function withOwnNames(grammar: Grammar, texts: readonly string[], after: string | null): readonly string[] {
  return texts.map((sql) => splice(sql, grammar.scan(sql).flatMap((token) => {
    const name = token.kind === 'identifier' ? unquoteIdentifier(token.text) : '';
    return replaced.test(name) ? [{ start: token.start, end: token.end, text: quoteIdentifier(asideName(name.replace(replaced, ''), JSON.stringify([after, texts]))) }] : [];
  })).text);
}

/** Names have 63 bytes (https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS). */
function asideName(name: string, mark: string): string {
  const end = `_before_${createHash('sha256').update(mark).digest('hex').slice(0, 8)}`;
  let kept = name;
  while (Buffer.byteLength(kept) + end.length > 63) kept = [...kept].slice(0, -1).join('');
  return kept + end;
}
