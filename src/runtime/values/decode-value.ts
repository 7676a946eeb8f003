import type { Codec, Field } from '../types.js';
import { fieldReader } from './field-reader.js';

/**
 * A value of the database as GraphQL has it, null for NULL. Rows have createRowReader.
 *
 * @throws UnreadableValue
 */
export function decodeValue(codec: Codec, field: Field): unknown {
  return fieldReader(codec)(field);
}
