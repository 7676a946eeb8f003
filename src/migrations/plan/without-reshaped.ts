import { buildFactBase, type FactBase, type StableId } from '@supabase/pg-delta';
import { keyOf, ofKind } from './facts.js';

const shape = ['partitionKey', 'partitionBound', 'parentTable'] as const;

/** The old state without the tables that are plain here and partitioned there, and without all that hangs on them; null: none are. */
export function withoutReshaped(from: FactBase, to: FactBase): FactBase | null {
  const reshaped = ofKind(from, 'table').filter((old) => {
    const fact = to.get(old.id);
    return fact !== undefined && shape.some((key) => JSON.stringify(old.payload[key] ?? null) !== JSON.stringify(fact.payload[key] ?? null));
  });
  return reshaped.length === 0 ? null : without(from, reshaped.map((fact) => fact.id));
}

function without(base: FactBase, roots: readonly StableId[]): FactBase {
  const gone = new Set<string>();
  const waiting = [...roots];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (gone.has(keyOf(id))) continue;
    gone.add(keyOf(id));
    waiting.push(...base.childrenOf(id).map((child) => child.id), ...base.incomingEdges(id).map((edge) => edge.from), ...ownedSequences(base, id));
  }
  const stays = (id: StableId): boolean => !gone.has(keyOf(id));
  return buildFactBase(base.facts().filter((fact) => stays(fact.id)), base.edges.filter((edge) => stays(edge.from) && stays(edge.to)));
}

/** They go with the table of their column. */
function ownedSequences(base: FactBase, id: StableId): readonly StableId[] {
  if (id.kind !== 'table') return [];
  return ofKind(base, 'sequence').filter(({ payload }) => {
    const owner = payload['ownedBy'];
    return typeof owner === 'object' && owner !== null && !Array.isArray(owner) && 'table' in owner && owner['schema'] === id.schema && owner['table'] === id.name;
  }).map((fact) => fact.id);
}
