import type { Catalog, Column, Relation } from '../../catalog/types.js';
import type { Origin, ViewDefinitions } from './types.js';
import { viewOrigins } from './view-nullability.js';

/**
 * The catalog with what writing through a view meets: a column that is computed there is `generated`, and one of a table
 * has that table's identity or generation. A view with an INSTEAD OF trigger or a rule takes whatever they take.
 */
export function withViewWrites(catalog: Catalog, views: ViewDefinitions): Catalog {
  const origins = viewOrigins(catalog, views);
  const relations = new Map(catalog.relations.map((relation) => [relation.oid, relation]));
  const source = (origin: Origin | null): Column | undefined =>
    origin === null ? undefined : relations.get(origin.relation)?.columns.find(({ name }) => name === origin.column);
  const written = (view: Relation): Relation => {
    const found = origins[view.oid] ?? {};
    const columns = view.columns.map((column): Column => {
      const base = source(Object.hasOwn(found, column.name) ? (found[column.name] ?? null) : null);
      return { ...column, identity: base?.identity ?? null, generated: base === undefined ? 'virtual' : base.generated };
    });
    return { ...view, columns };
  };
  return { ...catalog, relations: catalog.relations.map((relation) => (isPlain(relation, views) ? written(relation) : relation)) };
}

function isPlain({ kind, oid, triggers }: Relation, { rewritten }: ViewDefinitions): boolean {
  return kind === 'view' && !rewritten.includes(oid) && !triggers.some(({ definition }) => / INSTEAD OF /.test(definition));
}
