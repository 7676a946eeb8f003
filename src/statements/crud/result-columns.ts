import type { Relation } from '../../catalog/types.js';
import type { Codec, ResultColumn } from '../types.js';
import type { TableColumn, TableModel } from './table-model.js';

/**
 * A column's fact of NOT NULL holds for rows of tables; foreign tables promise nothing. Of a view it is what the analysis
 * of its query found; a write through INSTEAD OF returns what the trigger left in NEW (CREATE TRIGGER, Description). A domain's own NOT NULL is no promise: a column can hold null in spite of it (CREATE DOMAIN, Notes).
 */
function nullability(model: TableModel, { column }: TableColumn, written: boolean): ResultColumn['nullability'] {
  const { kind, triggers } = model.relation;
  if (written && triggers.some(({ definition }) => / INSTEAD OF /.test(definition))) return 'unknown';
  if (kind === 'view' || kind === 'materialized view') return column.notNull ? 'no' : 'unknown';
  if (kind === 'foreign table') return 'unknown';
  return column.notNull ? 'no' : 'yes';
}

/** `written`: rows that a write returns, not rows that are read. */
export function resultColumns(model: TableModel, columns: readonly TableColumn[], written = false): readonly ResultColumn[] {
  return columns.map((one) => ({
    name: one.field,
    label: one.column.name,
    typeOid: one.column.type,
    typeText: one.column.typeText,
    value: one.value.value,
    codec: one.value.codec,
    nullability: nullability(model, one, written),
    origin: { relation: model.relation.oid, column: one.column.name },
    description: one.column.comment,
    hidden: one.hidden,
  }));
}

const bytes: Readonly<Record<Codec['kind'], number>> = {
  boolean: 22, int: 26, float: 32, bigint: 36, numeric: 36, uuid: 54, date: 28, time: 32, timetz: 36, timestamp: 44, timestamptz: 44,
  text: 96, enum: 32, bytea: 560, json: 540, list: 220, record: 280,
};

/** Bytes of one row in the Data API's answer: `{"stringValue":"..."}` per column, with middling lengths for open-ended types. */
export function estimateRowBytes(columns: readonly ResultColumn[]): number {
  return columns.reduce((sum, { codec, typeText }) => sum + (limitOf(typeText) ?? bytes[codec.kind]), 4);
}

/** `character varying(20)` is at most so many characters, of which half are usual. */
function limitOf(typeText: string): number | null {
  const limit = /^(?:character varying|character|varchar|bpchar)\((\d+)\)$/.exec(typeText);
  return limit === null ? null : 20 + Math.ceil(Number(limit[1]) / 2);
}

/** `{tenant}.orders`, `{tenant}.orders.id`: what a change of the template must not take away. */
export function usesOf(relation: Relation, columns: readonly string[]): readonly string[] {
  const table = `${relation.schemaKind === 'template' ? '{tenant}' : relation.schema}.${relation.name}`;
  return [table, ...columns.map((column) => `${table}.${column}`)];
}
