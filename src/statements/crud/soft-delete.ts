import type { CrudSpec } from '../../config/types.js';
import { error } from '../../source/diagnostic.js';
import type { Staged } from '../../source/types.js';
import { unknownColumn } from './choose-conditions.js';
import type { TableColumn, TableModel } from './table-model.js';

/** How a table marks rows as deleted instead of deleting them. */
export interface SoftDelete {
  readonly column: TableColumn;
  /** What `delete` sets: `now()`. */
  readonly value: string;
  /** `t.deleted_at is null` */
  readonly alive: string;
}

/** A timestamp without zone holds UTC, whatever the session's zone is. */
const values: Readonly<Record<string, string>> = { timestamptz: 'now()', timestamp: "(now() at time zone 'utc')", date: "((now() at time zone 'utc')::date)", bool: 'true' };

export function softDelete(model: TableModel, spec: CrudSpec | null): Staged<SoftDelete | null> {
  if (spec?.softDelete == null) return { value: null, diagnostics: [] };
  const { column: name, span } = spec.softDelete;
  const column = model.columns.find((one) => one.column.name === name || one.field === name);
  if (column === undefined) return { value: null, diagnostics: [unknownColumn(model, name, span)] };
  const type = model.context.catalog.types[column.column.type]?.name ?? '';
  const value = Object.hasOwn(values, type) ? values[type] : undefined;
  const nullable = type === 'bool' || !column.column.notNull;
  if (value !== undefined && nullable && column.column.generated === null) {
    return { value: { column, value, alive: type === 'bool' ? `t.${column.sql} is not true` : `t.${column.sql} is null` }, diagnostics: [] };
  }
  const why = nullable ? `is ${column.column.typeText}` : 'is never null';
  return { value: null, diagnostics: [error('PGC286', `${name} cannot mark deletion: it ${why}`, span, 'use a nullable timestamptz, timestamp or date, or a boolean')] };
}
