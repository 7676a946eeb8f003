import type { ArrayValue, Field } from '../types.js';

/** Bytes of an answer, estimated from its values: exact for ASCII texts, and some for what is around each value. */
export function answerBytes(records: readonly (readonly Field[])[]): number {
  let bytes = 0;
  for (const record of records) for (const field of record) bytes += 20 + fieldBytes(field);
  return bytes;
}

function fieldBytes(field: Field): number {
  if ('stringValue' in field) return field.stringValue.length;
  if ('blobValue' in field) return Math.ceil(field.blobValue.length / 3) * 4;
  return 'arrayValue' in field ? arrayBytes(field.arrayValue) : 8;
}

function arrayBytes(array: ArrayValue): number {
  let bytes = 20;
  for (const element of 'stringValues' in array ? array.stringValues : []) bytes += 3 + (element?.length ?? 4);
  if ('longValues' in array) bytes += array.longValues.length * 8;
  if ('doubleValues' in array) bytes += array.doubleValues.length * 8;
  if ('booleanValues' in array) bytes += array.booleanValues.length * 6;
  return bytes;
}
