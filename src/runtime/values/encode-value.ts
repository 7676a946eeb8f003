import type { Codec, Field } from '../types.js';
import { boolean, bytes, finite, integer } from './check-value.js';
import { encodeText } from './encode-text.js';

/**
 * An argument as the Data API binds it; SQL casts what travels as text. Null and undefined are NULL.
 * Lists are array literals and have one dimension; records, and lists of them, are JSON.
 *
 * @throws ValueRefused with a reason for the client, and the place within the value
 */
export function encodeValue(codec: Codec, value: unknown): Field {
  if (value == null) return { isNull: true };
  switch (codec.kind) {
    case 'boolean': return { booleanValue: boolean(value) };
    case 'int': return { longValue: integer(value) };
    case 'float': return { doubleValue: finite(value) };
    case 'bytea': return { blobValue: bytes(value) };
    default: return { stringValue: encodeText(codec, value) };
  }
}
