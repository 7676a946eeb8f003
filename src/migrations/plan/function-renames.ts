import type { Fact, FactBase, StableId } from '@supabase/pg-delta';
import { unquoteIdentifier } from '../../parse/identifier.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { ofKind, textOf } from './facts.js';
import type { Bases } from './read-facts.js';
import { word } from './words.js';

type RoutineId = Extract<StableId, { readonly args: string[] }>;

/**
 * Functions and procedures that went, where one came that is the same in all but its name: it is renamed, and what rests on
 * it stays as it is. No data is involved, so nothing is asked. Comment and rights may differ: they have steps of their own.
 * Where several could be one, none is.
 */
export function functionRenames({ from, to }: Bases): readonly (readonly string[])[] {
  const [gone, come] = [byText(from, to), byText(to, from)];
  return [...gone].flatMap(([text, olds]) => {
    const news = come.get(text) ?? [];
    const [[old], [fact]] = [olds, news];
    if (old === undefined || fact === undefined || olds.length > 1 || news.length > 1) return [];
    return [[`ALTER ${old.kind.toUpperCase()} ${quoteQualified(old.schema, old.name)}(${old.args.join(', ')}) RENAME TO ${quoteIdentifier(fact.name)}`]];
  });
}

/** Those that the other state has not, by all that they are but for their name. */
function byText(base: FactBase, other: FactBase): ReadonlyMap<string, readonly RoutineId[]> {
  const found = new Map<string, readonly RoutineId[]>();
  for (const fact of [...ofKind(base, 'function'), ...ofKind(base, 'procedure')]) {
    const { id } = fact;
    if (!('args' in id) || other.has(id) || base.outgoingEdges(id).some(({ kind }) => kind === 'memberOfExtension')) continue;
    const text = nameless(fact, id);
    found.set(text, [...(found.get(text) ?? []), id]);
  }
  return found;
}

/** As `pg_get_functiondef` prints it. A body that calls itself has the name too: what else is called so there is left out as well, and made anew if it differs. */
function nameless(fact: Fact, { kind, schema, name, args }: RoutineId): string {
  const text = (textOf(fact, 'def') ?? '').replace(word, (one) => (unquoteIdentifier(one) === name ? '\0' : one));
  return JSON.stringify([kind, schema, args, text]);
}
