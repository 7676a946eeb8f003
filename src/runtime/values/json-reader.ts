import type { Codec } from '../types.js';
import { parseJson, unreadable } from './field-member.js';
import { valueReader } from './value-reader.js';

/** `exact` is the same value with every number as the text of its digits. */
type Reader = (plain: unknown, exact: unknown) => unknown;

/** Strings, passed over whole, and numbers. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
const digits = /"(?:bigint|numeric)"/;

/**
 * Reads records, and lists of them, from the JSON that PostgreSQL makes of them. JavaScript's numbers cannot hold every
 * bigint and numeric: where the codec has one, the text is read a second time with its numbers as strings.
 *
 * @throws UnreadableValue (the function returned)
 */
export function jsonReader(codec: Codec): (text: string) => unknown {
  const read = readerOf(codec);
  if (!digits.test(JSON.stringify(codec))) return (text) => read(parseJson(text), undefined);
  return (text) => read(parseJson(text), parseJson(text.replace(token, (found) => (found.startsWith('"') ? found : `"${found}"`))));
}

function readerOf(codec: Codec): Reader {
  const read = codec.kind === 'record' ? recordReader(codec) : codec.kind === 'list' ? listReader(codec.element) : scalarReader(codec);
  return (plain, exact) => (plain === null ? null : read(plain, exact));
}

function scalarReader(codec: Codec): Reader {
  if (codec.kind === 'json') return (plain) => plain;
  const read = valueReader(codec);
  return codec.kind === 'bigint' || codec.kind === 'numeric' ? (_, exact) => read(exact) : read;
}

function listReader(element: Codec): Reader {
  const read = readerOf(element);
  return (plain, exact) => (Array.isArray(plain) ? plain.map((one, index) => read(one, (exact as readonly unknown[] | undefined)?.[index])) : unreadable());
}

function recordReader({ fields }: Codec & { readonly kind: 'record' }): Reader {
  const cells = fields.map(({ name, column, codec }) => ({ name, column, read: readerOf(codec) }));
  return (plain, exact) => {
    if (typeof plain !== 'object' || Array.isArray(plain)) unreadable();
    return Object.fromEntries(cells.map(({ name, column, read }) => [name, read(own(plain, column), own(exact, column))]));
  };
}

function own(value: unknown, key: string): unknown {
  return value !== undefined && Object.hasOwn(value as object, key) ? (value as Record<string, unknown>)[key] : null;
}
