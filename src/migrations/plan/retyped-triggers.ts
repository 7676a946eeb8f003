import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { keyOf, nameOf, ofKind, textOf } from './facts.js';
import type { Bases } from './read-facts.js';
import { wordsOf } from './words.js';

/** Triggers that name a column of another type, in UPDATE OF or in WHEN: PostgreSQL does not change it under them. They come back after all. */
export function dropRetypedTriggers({ from, to }: Bases): readonly (readonly string[])[] {
  const retyped = ofKind(from, 'column').filter((fact) => to.has(fact.id) && textOf(fact, 'type') !== textOf(to.get(fact.id), 'type'));
  return ofKind(from, 'trigger').filter((fact) => to.has(fact.id)).flatMap((fact) => {
    const { id, parent } = fact;
    const words = wordsOf(textOf(fact, 'def') ?? '');
    const named = retyped.some((column) => column.parent !== undefined && parent !== undefined && keyOf(column.parent) === keyOf(parent) && words.has(quoteIdentifier(nameOf(column.id))));
    return named && id.kind === 'trigger' ? [[`DROP TRIGGER ${quoteIdentifier(id.name)} ON ${quoteQualified(id.schema, id.table)}`]] : [];
  });
}
