import type { Codec } from '../types.js';
import { base64, elementsOf, exactInteger, nullOf, parseJson, unreadable, type AnyField, type FieldReader } from './field-member.js';
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
    case 'int': return integer;
    case 'float': return (field) => (Number.isFinite(field.doubleValue) ? field.doubleValue : nullOf(field));
    case 'bigint': return (field) => field.stringValue ?? (field.longValue === undefined ? nullOf(field) : String(exactInteger(field.longValue)));
    case 'bytea': return (field) => (field.blobValue === undefined ? fromHex(field) : base64(field.blobValue));
    case 'json': return fromText(parseJson);
    case 'timetz': return fromText(readTimetz);
    case 'timestamp': case 'timestamptz': return fromText(readTimestamp);
    case 'enum': {
      const names = new Map(Object.entries(codec.labels));
      return fromText((text) => names.get(text) ?? text);
    }
    case 'list': return codec.element.kind === 'record' ? fromJson(codec) : listReader(codec.element);
    case 'record': return fromJson(codec);
    default: return (field) => field.stringValue ?? nullOf(field);
  }
}

function fromText(read: (text: string) => unknown): FieldReader {
  return (field) => (field.stringValue === undefined ? nullOf(field) : read(field.stringValue));
}

function fromJson(codec: Codec): FieldReader {
  return fromText(jsonReader(codec));
}

/** Small integers come as text too where the large ones are asked for as that. */
function integer(field: AnyField): number | null {
  const { longValue, stringValue } = field;
  return longValue === undefined && stringValue === undefined ? nullOf(field) : exactInteger(longValue ?? Number(stringValue));
}

/** In an array or in JSON, `\x00ff`. */
const fromHex = fromText((text) => Buffer.from(text.slice(2), 'hex').toString('base64'));

function listReader(element: Codec): FieldReader {
  const read = elementReader(element);
  return (field) => (field.arrayValue === undefined ? nullOf(field) : elementsOf(field.arrayValue).map(read));
}

/** Reads a value of an array, or of JSON. */
export function elementReader(codec: Codec): (value: unknown) => unknown {
  const read = fieldReader(codec);
  return (value) => {
    switch (typeof value) {
      case 'string': return read({ stringValue: value });
      case 'number': return read({ longValue: value, doubleValue: value });
      case 'boolean': return read({ booleanValue: value });
      default: return value === null ? null : unreadable();
    }
  };
}
