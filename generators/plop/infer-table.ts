import type { Relation } from '../../src/catalog/types.js';
import { own } from '../../src/source/own.js';
import { relationsOf } from './tables.js';
import type { Template } from './types.js';

/** `['list', 'order', 'lines']` */
function wordsOf(name: string): readonly string[] {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])|_/u).map((word) => word.toLowerCase()).filter((word) => word !== '');
}

/** The table or view that a field's name speaks of, most words first: `listOrderLines` is of order_lines, not of orders. */
export function inferTable({ catalog, names }: Template, field: string): Relation | null {
  const words = wordsOf(field);
  const scored = relationsOf(catalog).flatMap((relation) => {
    const named = own(names.relations, String(relation.oid));
    const said = named === undefined ? [relation.name] : [named.type, named.manyType, relation.name];
    const longest = Math.max(0, ...said.map(wordsOf).filter((phrase) => occurs(phrase, words)).map((phrase) => phrase.length));
    return longest === 0 ? [] : [{ relation, longest }];
  });
  const [best] = scored.sort((a, b) => b.longest - a.longest);
  return best?.relation ?? null;
}

function occurs(phrase: readonly string[], words: readonly string[]): boolean {
  return words.some((_, start) => phrase.every((word, index) => words[start + index] === word));
}
