import { isRecord, own } from '../own.js';
import type { Codec } from '../types.js';
import { parseJson, unreadable } from './field-member.js';
import { fieldOf, scalarReader } from './scalar-reader.js';

/** Strings, passed over whole, and numbers. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads records, and lists of them, from the JSON that PostgreSQL makes of them. JavaScript's numbers cannot hold every
 * bigint and numeric: where the codec has one, the text is read a second time with its numbers as strings.
 *
 * @throws TypeError (the function returned)
 */
export function jsonReader(codec: Codec): (text: string) => unknown {
  const digits = /"(?:bigint|numeric)"/.test(JSON.stringify(codec));
  return (text) => {
    const plain = parseJson(text);
    return readJson(codec, plain, digits ? parseJson(text.replace(token, (found) => (found.startsWith('"') ? found : `"${found}"`))) : plain);
  };
}

/** @param exact the same value, with every number as the text of its digits where the codec has some that need it */
function readJson(codec: Codec, plain: unknown, exact: unknown): unknown {
  if (plain == null) return null;
  switch (codec.kind) {
    case 'json': return plain;
    case 'list': return Array.isArray(plain) ? plain.map((one, index) => readJson(codec.element, one, (exact as unknown[])[index])) : unreadable();
    case 'record': {
      if (!isRecord(plain)) return unreadable();
      return Object.fromEntries(codec.fields.map((field) => [field.name, readJson(field.codec, own(plain, field.column), own(exact as typeof plain, field.column))]));
    }
    case 'bigint': case 'numeric': return scalarReader(codec)(fieldOf(exact));
    default: return scalarReader(codec)(fieldOf(plain));
  }
}
