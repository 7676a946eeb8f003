import { cellWriter } from './cell-writer.js';
import type { StatementRequest } from './read-request.js';
import type { Outcome } from './run-statement.js';
import { ServiceError } from './service-error.js';
import type { TypeInfo } from './type-catalog.js';
import type { Limits } from './types.js';
import { formatRecords, writeRecords } from './write-records.js';

/** What the catalog knows of a result's columns. */
export interface Columns {
  readonly types: readonly TypeInfo[];
  /** Empty where it was not asked for. */
  readonly metadata: readonly unknown[];
}

/**
 * ExecuteStatement's answer, as JSON. It is made when the statement has run: outside a transaction a result that cannot be
 * sent undoes nothing (AWS says that the call is terminated, and not what becomes of it).
 *
 * @throws ServiceError UnsupportedResultException: a type, a value or a size that the service does not carry
 */
export function writeResult(outcome: Outcome, columns: Columns, request: StatementRequest, limits: Limits): string {
  const { fields, rows, tag, tooLarge } = outcome;
  if (fields === null) return `{"generatedFields":[],"numberOfRecordsUpdated":${updated(tag)}}`;
  if (tooLarge) throw tooMuch();
  const writers = columns.types.map((type) => cellWriter(type, request.results));
  // Of rows that a statement wrote, the records are the count.
  if (request.json && tag.startsWith('SELECT')) {
    const text = formatRecords(rows, writers, fields);
    if (Buffer.byteLength(text) > limits.formattedBytes) throw tooMuch();
    return `{"numberOfRecordsUpdated":0,"formattedRecords":${JSON.stringify(text)}}`;
  }
  const metadata = request.metadata ? `,"columnMetadata":${JSON.stringify(columns.metadata)}` : '';
  const answer = `{"numberOfRecordsUpdated":0,"records":${writeRecords(rows, writers)}${metadata}}`;
  if (Buffer.byteLength(answer) > limits.responseBytes) throw tooMuch();
  return answer;
}

function tooMuch(): ServiceError {
  return new ServiceError('UnsupportedResultException', 'Database response exceeded size limit');
}

/** Rows that the statement wrote, of its command tag. */
function updated(tag: string): number {
  const [, count] = /^(?:INSERT 0|UPDATE|DELETE|MERGE) (\d+)$/.exec(tag) ?? [];
  return count === undefined ? 0 : Number(count);
}
