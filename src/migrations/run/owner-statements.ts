import type { FactBase, StableId } from '@supabase/pg-delta';
import { schemaOf } from '../plan/facts.js';
import type { Bases } from '../plan/read-facts.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';

const words: Readonly<Partial<Record<StableId['kind'], string>>> = {
  table: 'table', view: 'view', materializedView: 'materialized view', sequence: 'sequence', foreignTable: 'foreign table', type: 'type', domain: 'domain', collation: 'collation',
};

/** Statements that give a schema's objects back to whom they belong: the engine leaves owners out. */
export function ownerStatements({ from, to }: Bases, schema: string): readonly string[] {
  return from.facts().filter(({ id }) => schemaOf(id) === schema && to.has(id)).flatMap(({ id }) => {
    const [is, wanted] = [ownerOf(from, id), ownerOf(to, id)];
    const name = nameOf(id);
    return is === null || wanted === null || is === wanted || name === null ? [] : [`alter ${name} owner to ${quoteIdentifier(wanted)}`];
  });
}

function ownerOf(base: FactBase, id: StableId): string | null {
  const edge = base.outgoingEdges(id).find(({ kind }) => kind === 'owner');
  return edge !== undefined && 'name' in edge.to ? edge.to.name : null;
}

function nameOf(id: StableId): string | null {
  const word = words[id.kind];
  if (word !== undefined && 'schema' in id && id.schema !== null && 'name' in id) return `${word} ${quoteQualified(id.schema, id.name)}`;
  if ('args' in id) return `routine ${quoteQualified(id.schema, id.name)}(${id.args.join(', ')})`;
  return null;
}
