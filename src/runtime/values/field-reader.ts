import { own } from '../own.js';
import type { Codec } from '../types.js';
import { base64, elementsOf, exactInteger, nullOf, parseJson, type AnyField, type FieldReader } from './field-member.js';
import { jsonReader } from './json-reader.js';
import { readTimestamp, readTimetz } from './moment.js';

/**
 * Made once for a column, and called for every row: nothing about the codec is asked again. Kinds have functions of their
 * own, so that V8 sees two shapes of field in each, the member and `isNull`.
 *
 * @throws TypeError (the function returned) for a field that the codec does not expect
 */
export function fieldReader(codec: Codec): FieldReader {
  switch (codec.kind) {
    case 'boolean': return (field) => field.booleanValue ?? nullOf(field);
    // Small integers come as text too where the large ones are asked for as that.
    case 'int': return (field) => exactInteger(field.longValue ?? (field.stringValue ? Number(field.stringValue) : nullOf(field)));
    case 'float': return (field) => (Number.isFinite(field.doubleValue) ? field.doubleValue : nullOf(field));
    case 'bigint': return (field) => field.stringValue ?? exactInteger(field.longValue ?? nullOf(field))?.toString() ?? null;
    case 'bytea': return (field) => (field.blobValue === undefined ? fromHex(field) : base64(field.blobValue));
    case 'json': return fromText(parseJson);
    case 'timetz': return fromText(readTimetz);
    case 'timestamp': case 'timestamptz': return fromText(readTimestamp);
    case 'enum': return fromText((text) => own(codec.labels, text) ?? text);
    case 'list': case 'record': return codec.kind === 'list' && codec.element.kind !== 'record' ? listReader(codec.element) : fromText(jsonReader(codec));
    default: return (field) => field.stringValue ?? nullOf(field);
  }
}

function fromText(read: (text: string) => unknown): FieldReader {
  return (field) => (field.stringValue === undefined ? nullOf(field) : read(field.stringValue));
}

/** In an array or in JSON, `\x00ff`. */
const fromHex = fromText((text) => Buffer.from(text.slice(2), 'hex').toString('base64'));

function listReader(element: Codec): FieldReader {
  const read = fieldReader(element);
  return (field) => (field.arrayValue === undefined ? nullOf(field) : elementsOf(field.arrayValue).map((value) => read(fieldOf(value))));
}

/** A value of an array, or of JSON, as if it had come by itself. */
export function fieldOf(value: unknown): AnyField {
  switch (typeof value) {
    case 'string': return { stringValue: value };
    case 'number': return { longValue: value, doubleValue: value };
    case 'boolean': return { booleanValue: value };
    default: return { isNull: value === null };
  }
}
