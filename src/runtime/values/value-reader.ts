import type { Codec } from '../types.js';
import { readTimestamp, readTimetz } from './calendar.js';
import { exactInteger, parseJson, unreadable } from './field-member.js';

/**
 * Reads what PostgreSQL sends as text; null where the text itself is the value.
 *
 * @throws UnreadableValue (the function returned)
 */
export function textReader(codec: Codec): ((text: string) => unknown) | null {
  switch (codec.kind) {
    case 'int': return (text) => exactInteger(Number(text));
    case 'boolean': case 'float': case 'list': case 'record': return unreadable;
    case 'bytea': return (text) => Buffer.from(text.slice(2), 'hex').toString('base64'); // `\x00ff`
    case 'json': return parseJson;
    case 'timetz': return readTimetz;
    case 'timestamp': case 'timestamptz': return readTimestamp;
    case 'enum': {
      const names = new Map(Object.entries(codec.labels));
      return (text) => names.get(text) ?? text;
    }
    default: return null;
  }
}

/**
 * Reads a value that is not null, of an array or of JSON.
 *
 * @throws UnreadableValue (the function returned) for one of another type
 */
export function valueReader(codec: Codec): (value: unknown) => unknown {
  const { kind } = codec;
  const read = textReader(codec);
  return (value) => {
    if (typeof value === 'string') return read === null ? value : read(value);
    if (typeof value === 'boolean' && kind === 'boolean') return value;
    if (typeof value !== 'number') return unreadable();
    if (kind === 'float' && Number.isFinite(value)) return value;
    return kind === 'int' ? exactInteger(value) : kind === 'bigint' ? String(exactInteger(value)) : unreadable();
  };
}
