import type { Fact } from '@supabase/pg-delta';
import { isNode, strings } from '../../parse/tree.js';
import type { Grammar } from '../../parse/types.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { ofKind, textOf } from './facts.js';
import type { Bases } from './read-facts.js';
import { readChange, text } from './read-change.js';

/**
 * Foreign keys with columns of other types on both sides: while only one has changed they would not fit, so they go
 * before and come back after all.
 */
export function dropRetypedKeys(grammar: Grammar, bases: Bases): readonly (readonly string[])[] {
  return ofKind(bases.from, 'constraint').filter((fact) => fact.payload['type'] === 'f' && isRetyped(grammar, fact, bases)).map(({ id }) => (
    id.kind === 'constraint' ? [`ALTER TABLE ${quoteQualified(id.schema, id.table)} DROP CONSTRAINT ${quoteIdentifier(id.name)}`] : []
  ));
}

function isRetyped(grammar: Grammar, fact: Fact, { from, to }: Bases): boolean {
  if (fact.id.kind !== 'constraint' || !to.has(fact.id)) return false;
  const def = readChange(grammar, `alter table t add ${textOf(fact, 'def') ?? ''}`).commands[0]?.def ?? {};
  const target = isNode(def['pktable']) ? def['pktable'] : {};
  const changed = (schema: string, table: string, names: readonly string[]): boolean => names.some((name) => {
    const id = { kind: 'column' as const, schema, table, name };
    return to.has(id) && from.has(id) && textOf(from.get(id), 'type') !== textOf(to.get(id), 'type');
  });
  return changed(fact.id.schema, fact.id.table, strings(def['fk_attrs'])) && changed(text(target['schemaname']), text(target['relname']), strings(def['pk_attrs']));
}
