import type { FieldDef } from 'pg';
import type { CellWriter } from './cell-writer.js';
import { ServiceError } from './service-error.js';

type Rows = readonly (readonly (string | null)[])[];

/** `records`, as JSON. */
export function writeRecords(rows: Rows, writers: readonly CellWriter[]): string {
  return `[${rows.map((row) => `[${row.map((text, at) => field(text, writers[at])).join(',')}]`).join(',')}]`;
}

function field(text: string | null, writer: CellWriter | undefined): string {
  if (text === null || writer === undefined) return '{"isNull":true}';
  const value = writer.write(text);
  const member = writer.wholeAsLong === true && /^-?\d+$/.test(value) ? 'longValue' : writer.member;
  return `{"${member}":${value}}`;
}

/**
 * `formattedRecords`: JSON text of a list of objects by label.
 *
 * @throws ServiceError UnsupportedResultException where two columns have the same label
 */
export function formatRecords(rows: Rows, writers: readonly CellWriter[], fields: readonly FieldDef[]): string {
  const labels = fields.map(({ name }) => JSON.stringify(name));
  if (new Set(labels).size < labels.length) throw new ServiceError('UnsupportedResultException', 'Column labels must be unique with formatRecordsAs JSON');
  const object = (row: readonly (string | null)[]): string => row.map((text, at) => `${String(labels[at])}:${text === null ? 'null' : String(writers[at]?.format(text))}`).join(',');
  return `[${rows.map((row) => `{${object(row)}}`).join(',')}]`;
}
