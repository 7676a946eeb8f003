import type { Codec } from '../types.js';
import { base64, elementsOf, exactInteger, nullField, unreadable, type FieldReader } from './field-member.js';
import { jsonReader } from './json-reader.js';
import { textReader, valueReader } from './value-reader.js';

/**
 * Made once for a column, and called for every row: nothing about the codec is asked again. Kinds have functions of their
 * own, so that V8 sees two shapes of field in each, the member and `isNull`.
 *
 * @throws UnreadableValue (the function returned) for a field that the codec does not expect
 */
export function fieldReader(codec: Codec): FieldReader {
  switch (codec.kind) {
    case 'boolean': return flag;
    case 'int': return integer;
    case 'float': return float;
    case 'bigint': return bigint;
    case 'bytea': return bytes;
    case 'record': return fromText(jsonReader(codec));
    case 'list': return codec.element.kind === 'record' ? fromText(jsonReader(codec)) : listReader(codec.element);
    default: return fromText(textReader(codec));
  }
}

function fromText(read: ((text: string) => unknown) | null): FieldReader {
  return read === null ? text : (field) => (field.stringValue === undefined ? nullField(field) : read(field.stringValue));
}

const text: FieldReader = (field) => field.stringValue ?? nullField(field);
const flag: FieldReader = (field) => field.booleanValue ?? nullField(field);
const float: FieldReader = (field) => (field.doubleValue === undefined ? nullField(field) : Number.isFinite(field.doubleValue) ? field.doubleValue : unreadable());
const bytes: FieldReader = (field) => (field.blobValue === undefined ? nullField(field) : base64(field.blobValue));
/** Small integers come as text too where the large ones are asked for as that. */
const integer: FieldReader = (field) => (field.longValue === undefined && field.stringValue === undefined ? nullField(field) : exactInteger(field.longValue ?? Number(field.stringValue)));
const bigint: FieldReader = (field) => field.stringValue ?? (field.longValue === undefined ? nullField(field) : String(exactInteger(field.longValue)));

function listReader(element: Codec): FieldReader {
  const read = valueReader(element);
  return (field) => (field.arrayValue === undefined ? nullField(field) : elementsOf(field.arrayValue).map((value) => (value === null ? null : read(value))));
}
