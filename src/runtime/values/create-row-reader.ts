import type { Column, Field } from '../types.js';
import { rowBuilder } from './build-row.js';
import { fieldReader } from './field-reader.js';

/**
 * Reads the records of a statement by position into objects by the columns' names, hidden ones too.
 * A label that no column has is passed over.
 *
 * @param labels of the statement's columns, in the record's order
 * @throws TypeError (the reader) for a record of another length or a value that its codec does not expect
 */
export function createRowReader(columns: readonly Column[], labels: readonly string[]): (record: readonly Field[]) => Record<string, unknown> {
  const found = labels.map((label) => columns.find((column) => column.label === label));
  return rowBuilder(found.map((column) => column?.name ?? ''), found.map((column) => (column ? fieldReader(column.codec) : null)));
}
