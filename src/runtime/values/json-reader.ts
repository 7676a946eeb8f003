import { isRecord, own } from '../own.js';
import type { Codec } from '../types.js';
import { parseJson, unreadable } from './field-member.js';
import { elementReader } from './field-reader.js';

/** `exact` is the same value, with every number as the text of its digits where the codec has some that need it. */
type Reader = (plain: unknown, exact: unknown) => unknown;

/** Strings, passed over whole, and numbers. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads records, and lists of them, from the JSON that PostgreSQL makes of them. JavaScript's numbers cannot hold every
 * bigint and numeric: where the codec has one, the text is read a second time with its numbers as strings.
 *
 * @throws TypeError (the function returned)
 */
export function jsonReader(codec: Codec): (text: string) => unknown {
  const read = readerOf(codec);
  const digits = /"(?:bigint|numeric)"/.test(JSON.stringify(codec));
  return (text) => {
    const plain = parseJson(text);
    return read(plain, digits ? parseJson(text.replace(token, (found) => (found.startsWith('"') ? found : `"${found}"`))) : plain);
  };
}

function readerOf(codec: Codec): Reader {
  switch (codec.kind) {
    case 'json': return (plain) => plain;
    case 'bigint': case 'numeric': {
      const read = elementReader(codec);
      return (_, exact) => read(exact);
    }
    case 'list': {
      const read = readerOf(codec.element);
      return (plain, exact) => plain && (Array.isArray(plain) ? plain.map((one, index) => read(one, (exact as unknown[])[index])) : unreadable());
    }
    case 'record': return recordReader(codec);
    default: return elementReader(codec);
  }
}

function recordReader({ fields }: Codec & { readonly kind: 'record' }): Reader {
  const cells = fields.map(({ name, column, codec }) => ({ name, column, read: readerOf(codec) }));
  return (plain, exact) => plain && (isRecord(plain)
    ? Object.fromEntries(cells.map(({ name, column, read }) => [name, read(own(plain, column) ?? null, own(exact as typeof plain, column) ?? null)]))
    : unreadable());
}
