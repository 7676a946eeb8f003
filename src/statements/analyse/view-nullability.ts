import type { Catalog, Oid, Relation } from '../../catalog/types.js';
import type { Nullability } from '../types.js';
import { createContext } from './create-context.js';
import { isKnownVersion } from './known-version.js';
import type { ColumnFact, Origin, ViewDefinitions } from './types.js';
import { relationColumn } from './relations.js';
const NO_PARAMETERS: ReadonlySet<number> = new Set();

/** Nullability of the columns of all views and materialized views of the catalog, by view oid and column name. */
export function viewNullability(catalog: Catalog, views: ViewDefinitions): Readonly<Record<Oid, Readonly<Record<string, Nullability>>>> {
  return viewFacts(catalog, views, ({ nullability }) => nullability);
}

/** Base table columns that the columns of views are plain copies of, by view oid and column name. */
export function viewOrigins(catalog: Catalog, views: ViewDefinitions): Readonly<Record<Oid, Readonly<Record<string, Origin | null>>>> {
  return viewFacts(catalog, views, ({ origin }) => origin);
}

/** The catalog with `notNull` of view columns filled in where it is certain. */
export function withViewNullability(catalog: Catalog, views: ViewDefinitions): Catalog {
  const known = viewNullability(catalog, views);
  return { ...catalog, relations: catalog.relations.map((relation) => (isView(relation) ? withColumns(relation, known[relation.oid] ?? {}) : relation)) };
}

function withColumns(view: Relation, known: Readonly<Record<string, Nullability>>): Relation {
  return { ...view, columns: view.columns.map((column) => ({ ...column, notNull: Object.hasOwn(known, column.name) && known[column.name] === 'no' })) };
}

function viewFacts<T>(catalog: Catalog, views: ViewDefinitions, pick: (fact: ColumnFact) => T): Readonly<Record<Oid, Readonly<Record<string, T>>>> {
  const known = isKnownVersion(catalog.serverVersion) ? views : { ...views, rules: {} };
  const ctx = createContext({ catalog, views: known, nullableParameters: NO_PARAMETERS });
  const columns = (view: Relation): Record<string, T> =>
    Object.fromEntries(view.columns.map((column) => [column.name, pick(relationColumn(view.oid, column.number, 'read', ctx))]));
  return Object.fromEntries(catalog.relations.filter(isView).map((view) => [view.oid, unlessTooDeep(() => columns(view))]));
}

/** Of a view whose tree is deeper than our own stack nothing is known. */
function unlessTooDeep<T>(read: () => Record<string, T>): Record<string, T> {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof RangeError) return {};
    throw thrown;
  }
}

function isView(relation: Relation): boolean {
  return relation.kind === 'view' || relation.kind === 'materialized view';
}
