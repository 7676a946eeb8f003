import type { ForeignKey, Oid, Relation } from '../../catalog/types.js';
import type { PageLimits } from '../../config/types.js';
import type { Span } from '../../source/types.js';
import type { TableColumn, TableModel } from '../crud/table-model.js';

/** A foreign key between two tables of the API. */
export interface Link {
  readonly key: ForeignKey;
  /** The table that has the key. */
  readonly child: TableModel;
  readonly target: TableModel;
  readonly childColumns: readonly TableColumn[];
  readonly targetColumns: readonly TableColumn[];
  /** At most one child per target row: the columns hold a unique key of the child. */
  readonly single: boolean;
}

/** One direction of a link, as a field of `parent`'s type. */
export interface RelationField {
  readonly link: Link;
  readonly kind: 'one' | 'many';
  /** Whose type has the field, and whose rows it returns. */
  readonly from: TableModel;
  readonly to: TableModel;
  /** Equal by pairs. */
  readonly fromColumns: readonly TableColumn[];
  readonly toColumns: readonly TableColumn[];
  readonly field: string;
  readonly limit: PageLimits | null;
  readonly span: Span | null;
}

function pick(model: TableModel, names: readonly string[]): readonly TableColumn[] {
  return names.flatMap((name) => model.columns.filter(({ column }) => column.name === name));
}

/** `unnest` would take an array of arrays, or of rows, apart: such keys cannot be sent for many parents at once. */
export function isCompound({ value: { codec } }: TableColumn): boolean {
  return codec.kind === 'list' || codec.kind === 'record';
}

/** A key is unique where it has no nulls; two children of one parent cannot share it. */
function isSingle(child: Relation, key: ForeignKey): boolean {
  return child.keys.some(({ columns, deferrable }) => !deferrable && columns.every((column) => key.columns.includes(column)));
}

/** Foreign keys whose two ends are in the API and whose values can be sent as lists, in the order of tables and constraint names. */
export function findLinks(tables: ReadonlyMap<Oid, TableModel>): readonly Link[] {
  return [...tables.values()].flatMap((child) => child.relation.foreignKeys.flatMap((key): readonly Link[] => {
    const target = tables.get(key.target);
    if (target === undefined) return [];
    const childColumns = pick(child, key.columns);
    const targetColumns = pick(target, key.targetColumns);
    if (childColumns.length !== key.columns.length || targetColumns.length !== key.columns.length) return [];
    if ([...childColumns, ...targetColumns].some(isCompound)) return [];
    return [{ key, child, target, childColumns, targetColumns, single: isSingle(child.relation, key) }];
  }));
}
