import type { Piece } from '../types.js';
import type { InputColumn } from './inputs.js';
import { commaList } from './sql-text.js';
import type { TableCrud } from './table-crud.js';
import type { TableColumn } from './table-model.js';

/**
 * A comma list of what is always there and what is there when its part is asked for. `empty` stands where nothing is:
 * only possible when every item is optional.
 */
export function optionalList(columns: readonly InputColumn[], write: (column: InputColumn) => string, empty: string): readonly Piece[] {
  const optional = columns.filter(({ required }) => !required);
  const required = columns.filter((column) => column.required);
  if (required.length > 0) return [commaList(required.map(write)), ...optional.map((column): Piece => ({ kind: 'part', part: column.part, sql: `, ${write(column)}` }))];
  return [{ kind: 'list', separator: ', ', parts: optional.map((column) => ({ part: column.part, sql: write(column) })), empty }];
}

/** Columns whose order both lists share: required ones first. `empty`: the column list where no column is given. */
export function insertHead({ model }: TableCrud, columns: readonly InputColumn[], empty = columns[0]?.column.sql ?? ''): readonly Piece[] {
  if (columns.length === 0) return [`insert into ${model.from} as t default values`];
  return [`insert into ${model.from} as t (`, ...optionalList(columns, ({ column }) => column.sql, empty), ')\n'];
}

/** With no column given, the first takes its default: `(id) values (default)` is a row of defaults. */
export function valuesOf(columns: readonly InputColumn[]): readonly Piece[] {
  return columns.length === 0 ? [] : ['values (', ...optionalList(columns, ({ sql }) => sql, 'default'), ')'];
}

/** Replaces the columns given, of those that may be updated; where there are none, the key is set to itself so that the row returns. */
export function upsertTail(conflict: readonly TableColumn[], columns: readonly InputColumn[], update: readonly InputColumn[]): readonly Piece[] {
  const set = columns.filter(({ column }) => !conflict.includes(column) && update.some((one) => one.column === column));
  const key = conflict[0]?.sql ?? '';
  const target = `\non conflict (${conflict.map(({ sql }) => sql).join(', ')}) do update set `;
  const write = ({ column }: InputColumn): string => `${column.sql} = excluded.${column.sql}`;
  return [target, ...(set.length === 0 ? [`${key} = excluded.${key}`] : optionalList(set, write, `${key} = excluded.${key}`))];
}
