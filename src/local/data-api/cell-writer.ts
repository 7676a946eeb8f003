import { readArray } from './read-array.js';
import type { ResultOptions } from './read-request.js';
import { ServiceError } from './service-error.js';
import type { TypeInfo } from './type-catalog.js';
import { utcText } from './utc-text.js';

/** How a column's values are written. */
export interface CellWriter {
  /** `Field`'s member. */
  readonly member: 'booleanValue' | 'longValue' | 'doubleValue' | 'stringValue' | 'blobValue' | 'arrayValue';
  /** A double without a fraction goes as longValue (`decimalReturnType` DOUBLE_OR_LONG). */
  readonly wholeAsLong?: boolean;
  /** The member's value, as JSON, from PostgreSQL's text. Text, since a JSON number has digits that JavaScript's lose. */
  write(text: string): string;
  /** The value in `formattedRecords`, as JSON. */
  format(text: string): string;
}

const longs: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const texts: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'name', 'uuid', 'inet', 'cidr', 'json', 'jsonb', 'vector', 'int4range', 'numrange']);
const moments: ReadonlySet<string> = new Set(['date', 'time', 'timestamp', 'timestamptz']);
/** One-dimensional arrays: the documented ones, and those that are seen to work. */
const elements: ReadonlySet<string> = new Set([
  'bool', 'bit', 'date', 'numeric', 'float4', 'float8', 'int2', 'int4', 'int8', 'json', 'jsonb', 'text', 'varchar', 'bpchar', 'name', 'time', 'timestamp',
  'timestamptz', 'uuid',
]);
const plain: ResultOptions = { decimals: 'STRING', longs: 'LONG' };

/**
 * How values of a type are written; source: "Data types" of the service's page on limits for Aurora PostgreSQL.
 *
 * @throws ServiceError UnsupportedResultException for a type that is not on its list; so do `write` and `format` for values
 * that it cannot carry
 */
export function cellWriter(type: TypeInfo, options: ResultOptions): CellWriter {
  const writer = type.isForeign ? null : type.isEnum ? same('stringValue', JSON.stringify) : type.element === null ? scalarWriter(type.name, options) : listWriter(type.element);
  if (writer === null) throw new ServiceError('UnsupportedResultException', `The result contains the unsupported data type ${type.name.toUpperCase()}.`);
  return writer;
}

function listWriter(element: string): CellWriter | null {
  const writer = elements.has(element) ? scalarWriter(element === 'bit' ? 'text' : element, plain) : null;
  return writer === null ? null : arrayWriter(writer);
}

function same(member: CellWriter['member'], write: (text: string) => string): CellWriter {
  return { member, write, format: write };
}

function scalarWriter(name: string, options: ResultOptions): CellWriter | null {
  if (longs.has(name)) return { ...(options.longs === 'STRING' ? same('stringValue', JSON.stringify) : same('longValue', itself)), format: itself };
  if (name === 'float4' || name === 'float8') return same('doubleValue', finite);
  if (name === 'numeric') return numericWriter(options);
  if (name === 'bool') return same('booleanValue', (text) => (text === 't' ? 'true' : 'false'));
  if (name === 'bytea') return same('blobValue', (text) => JSON.stringify(Buffer.from(text.slice(2), 'hex').toString('base64')));
  if (texts.has(name)) return same('stringValue', JSON.stringify);
  if (moments.has(name)) return same('stringValue', (text) => JSON.stringify(name === 'timestamptz' ? utcText(limited(text)) : limited(text)));
  return null;
}

function numericWriter({ decimals }: ResultOptions): CellWriter {
  if (decimals === 'DOUBLE_OR_LONG') return { ...same('doubleValue', finite), wholeAsLong: true };
  return { member: 'stringValue', write: (text) => JSON.stringify(finite(text)), format: finite };
}

function arrayWriter(element: CellWriter): CellWriter {
  const list = (text: string, each: (element: string) => string): string =>
    `[${readArray(text).map((item) => (item === null ? 'null' : each(item))).join(',')}]`;
  return {
    member: 'arrayValue',
    write: (text) => `{"${element.member}s":${list(text, (item) => element.write(item))}}`,
    format: (text) => list(text, (item) => element.format(item)),
  };
}

function itself(text: string): string {
  return text;
}

function finite(text: string): string {
  if (/[Nn]/.test(text)) throw new ServiceError('UnsupportedResultException', 'NaN and Infinity values are not supported');
  return text;
}

function limited(text: string): string {
  if (text.endsWith('infinity')) throw new ServiceError('UnsupportedResultException', 'Infinite dates and timestamps are not supported');
  return text;
}
