import { foldCase, unquoteIdentifier } from '../../../parse/identifier.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { Future } from './future.js';
import type { DomainFact } from './types.js';

type Known = Pick<Future, 'templateSchema' | 'facts'>;

/**
 * What a type that is in the template is known by: `state`, `shared.state`; null for any other. What PostgreSQL has a
 * type of that name for is PostgreSQL's own, unless the schema is written: `pg_catalog` is looked into first.
 */
export function typeKey({ templateSchema, facts }: Known, name: string, schema: string | null): string | null {
  if (schema === 'shared') return `shared.${name}`;
  return schema === templateSchema || (schema === null && !facts.builtin.has(name)) ? name : null;
}

/** {@link typeKey} of a type as text: `"Odd"`, `shared.state`; null for arrays, and for words that are no plain name. */
export function writtenKey(known: Known, written: string): string | null {
  const found = /^(?:("(?:[^"]|"")+"|[^\s".()[\]]+)\.)?("(?:[^"]|"")+"|[^\s".()[\]]+)$/u.exec(written.trim());
  const [schema, name] = [found?.[1], found?.[2]];
  // `integer` is no name: a type that is called so is written in quotes.
  if (name === undefined || (!name.startsWith('"') && quoteIdentifier(foldCase(name)) !== foldCase(name))) return null;
  return typeKey(known, unquoteIdentifier(name), schema === undefined ? null : unquoteIdentifier(schema));
}

/** A domain as it is when the steps before have run; null where the type is none, or nobody knows. */
export function domainOf({ types, facts }: Pick<Future, 'types' | 'facts'>, key: string | null): DomainFact | null {
  if (key === null) return null;
  const changed = types.get(key);
  if (changed !== undefined) return changed.kind === 'domain' ? changed.domain : null;
  return facts.domains.get(key) ?? null;
}
