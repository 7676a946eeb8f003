import type { ColumnMetadata, Field, SqlParameter } from '@aws-sdk/client-rds-data';

/**
 * A value as the Data API binds it: text as `text`, whole numbers as `int8`. It takes no arrays: a list goes as
 * PostgreSQL's own text of one, for a parameter that says its type (`$1::text[]`).
 */
export function toParameter(value: unknown, index: number): SqlParameter {
  return { name: `p${index + 1}`, value: toField(value) };
}

function toField(value: unknown): Field {
  if (value === null || value === undefined) return { isNull: true };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { longValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { stringValue: `{${value.map(toElement).join(',')}}` };
  if (value instanceof Date) return { stringValue: value.toISOString() };
  return { stringValue: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}

function toElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A row by its labels, its values as `pg` gives them. */
export function toRow(record: readonly Field[], columns: readonly ColumnMetadata[]): Record<string, unknown> {
  return Object.fromEntries(record.map((field, at) => [columns[at]?.label ?? String(at), fromField(field, columns[at]?.typeName?.toLowerCase() ?? '')]));
}

/** `timestamptz` comes in UTC, without saying so; `int8` is text to `pg`. */
function fromField(field: Field, type: string): unknown {
  if (field.stringValue !== undefined) {
    if (type === 'json' || type === 'jsonb') return JSON.parse(field.stringValue) as unknown;
    return type === 'timestamptz' ? new Date(`${field.stringValue.replace(' ', 'T')}Z`) : field.stringValue;
  }
  if (field.longValue !== undefined) return type === 'int8' ? String(field.longValue) : field.longValue;
  if (field.arrayValue !== undefined) return field.arrayValue.stringValues ?? field.arrayValue.longValues ?? field.arrayValue.booleanValues ?? field.arrayValue.doubleValues ?? [];
  return field.booleanValue ?? field.doubleValue ?? null;
}
