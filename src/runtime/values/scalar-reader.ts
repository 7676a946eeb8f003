import { own } from '../own.js';
import type { Codec } from '../types.js';
import { base64, exactInteger, nullOf, parseJson, type AnyField, type FieldReader } from './field-member.js';
import { readTimestamp, readTimetz } from './moment.js';

/** Reads fields of every kind but lists and records; kinds have functions of their own, so that V8 sees two shapes of field in each. */
export function scalarReader(codec: Codec): FieldReader {
  switch (codec.kind) {
    case 'boolean': return (field) => field.booleanValue ?? nullOf(field);
    // Small integers come as text too where the large ones are asked for as that.
    case 'int': return (field) => exactInteger(field.longValue ?? (field.stringValue ? Number(field.stringValue) : nullOf(field)));
    case 'float': return (field) => (Number.isFinite(field.doubleValue) ? field.doubleValue : nullOf(field));
    case 'bigint': return (field) => field.stringValue ?? exactInteger(field.longValue ?? nullOf(field))?.toString() ?? null;
    case 'bytea': return (field) => (field.blobValue ? base64(field.blobValue) : fromHex(field));
    case 'json': return fromText(parseJson);
    case 'timetz': return fromText(readTimetz);
    case 'timestamp': case 'timestamptz': return fromText(readTimestamp);
    case 'enum': return fromText((text) => own(codec.labels, text) ?? text);
    default: return (field) => field.stringValue ?? nullOf(field);
  }
}

export function fromText(read: (text: string) => unknown): FieldReader {
  return (field) => (field.stringValue === undefined ? nullOf(field) : read(field.stringValue));
}

/** In an array or in JSON, `\x00ff`. */
const fromHex = fromText((text) => Buffer.from(text.slice(2), 'hex').toString('base64'));

/** A value of an array, or of JSON, as if it had come by itself. */
export function fieldOf(value: unknown): AnyField {
  switch (typeof value) {
    case 'string': return { stringValue: value };
    case 'number': return { longValue: value, doubleValue: value };
    case 'boolean': return { booleanValue: value };
    default: return { isNull: value === null };
  }
}
