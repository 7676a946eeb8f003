import type { ArrayValue, Codec, Field } from './types.js';
import { rowBuilder } from './values/build-row.js';
import { base64, elementsOf, exactInteger, unreadable, type FieldReader } from './values/field-member.js';
import { fieldReader } from './values/field-reader.js';

/** What the Data API's statements answer, or a transport's; columns are needed where there are records. */
export interface PrettifiableResult {
  readonly records?: readonly (readonly Field[])[] | undefined;
  readonly columnMetadata?: readonly { readonly label?: string | undefined; readonly name?: string | undefined; readonly typeName?: string | undefined }[] | undefined;
  readonly columns?: readonly { readonly label: string; readonly type: string }[] | null | undefined;
}

/** Of a batch: PostgreSQL returns no rows there. */
export interface PrettifiableBatch {
  readonly updateResults: readonly unknown[];
}

export type PrettyRow = Record<string, unknown>;

/**
 * Rows as objects keyed by column label; a list of results, or a batch's, as a list of lists of rows.
 * By the columns' types: json is parsed; timestamps are AWSDateTime in UTC; bytea is base64; arrays are lists; numeric
 * keeps its digits as a string. int8 is a number, or a string where it was asked for as that. The last of equal labels wins.
 *
 * @throws TypeError where there are records without columns, for integers beyond 2^53, NaN, and arrays
 * of more than one dimension
 */
export function prettify(result: PrettifiableResult): PrettyRow[];
export function prettify(results: readonly PrettifiableResult[] | PrettifiableBatch): PrettyRow[][];
export function prettify(result: PrettifiableResult | PrettifiableBatch | readonly PrettifiableResult[]): PrettyRow[] | PrettyRow[][] {
  if (isList(result)) return result.map(rowsOf);
  return 'updateResults' in result ? result.updateResults.map(() => []) : rowsOf(result);
}

function isList(result: object): result is readonly PrettifiableResult[] {
  return Array.isArray(result);
}

function rowsOf({ records = [], columns, columnMetadata }: PrettifiableResult): PrettyRow[] {
  if (records.length === 0) return [];
  const named = columns ?? columnMetadata?.map(({ label, name, typeName }) => ({ label: label ?? name ?? '', type: typeName ?? '' }));
  if (named === undefined) throw new TypeError('prettify needs the columns: ask for them with the statement');
  return records.map(rowBuilder(named.map(({ label }) => label), named.map(({ type }) => readerOf(type.toLowerCase()))));
}

/** Types whose values have one form and need a reader of their own, or are read faster by it. */
const kinds = new Map<string, Exclude<Codec['kind'], 'enum' | 'list' | 'record'>>([
  ['int2', 'int'], ['int4', 'int'], ['float4', 'float'], ['float8', 'float'], ['bool', 'boolean'], ['json', 'json'], ['jsonb', 'json'],
  ['timestamp', 'timestamp'], ['timestamptz', 'timestamp'], ['timetz', 'timetz'],
]);

function readerOf(type: string): FieldReader {
  if (type === 'int8') return long;
  const list = type.startsWith('_');
  const kind = kinds.get(list ? type.slice(1) : type);
  if (kind === undefined) return list ? array : other;
  return fieldReader(list ? { kind: 'list', element: { kind } } : { kind });
}

const long: FieldReader = (field) => (field.longValue === undefined ? other(field) : exactInteger(field.longValue));

const array: FieldReader = (field) => (field.arrayValue === undefined ? other(field) : flat(field.arrayValue));

function flat(array: ArrayValue): readonly unknown[] {
  const elements = elementsOf(array);
  return 'arrayValues' in array && elements.length > 0 ? unreadable() : elements;
}

const other: FieldReader = (field) => {
  if (field.stringValue !== undefined) return field.stringValue;
  if (field.isNull === true) return null;
  if (field.blobValue !== undefined) return base64(field.blobValue);
  if (field.longValue !== undefined) return exactInteger(field.longValue);
  return field.booleanValue ?? field.doubleValue ?? (field.arrayValue === undefined ? unreadable() : flat(field.arrayValue));
};
