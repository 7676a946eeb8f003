import type { Codec } from '../types.js';
import { elementsOf, nullOf, type FieldReader } from './field-member.js';
import { jsonReader } from './json-reader.js';
import { fieldOf, fromText, scalarReader } from './scalar-reader.js';

/**
 * Made once for a column, and called for every row: nothing about the codec is asked again.
 *
 * @throws TypeError (the function returned) for a field that the codec does not expect
 */
export function fieldReader(codec: Codec): FieldReader {
  if (codec.kind === 'list' && codec.element.kind !== 'record') return listReader(codec.element);
  return codec.kind === 'list' || codec.kind === 'record' ? fromText(jsonReader(codec)) : scalarReader(codec);
}

function listReader(element: Codec): FieldReader {
  const read = scalarReader(element);
  return (field) => (field.arrayValue ? elementsOf(field.arrayValue).map((value) => read(fieldOf(value))) : nullOf(field));
}
