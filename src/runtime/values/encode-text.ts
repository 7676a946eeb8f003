import type { Codec } from '../types.js';
import { arrayLiteral } from './array-literal.js';
import { writeMoment, writeTime } from './calendar.js';
import { bigint, boolean, bytes, finite, integer, numeric, text, uuid } from './check-value.js';
import { jsonText } from './json-text.js';
import { mustBe, ValueRefused } from './value-refused.js';

/**
 * A value that is not null as the text that SQL casts to its type.
 *
 * @throws ValueRefused
 */
export function encodeText(codec: Codec, value: unknown): string {
  switch (codec.kind) {
    case 'bigint': return bigint(value);
    case 'numeric': return numeric(value);
    case 'text': return text(value);
    case 'uuid': return uuid(value);
    case 'date': case 'timestamp': case 'timestamptz': return writeMoment(codec.kind, value);
    case 'time': case 'timetz': return writeTime(codec.kind === 'timetz', value);
    case 'bytea': return `\\x${bytes(value).toString('hex')}`;
    case 'enum': return labelOf(codec.labels, text(value));
    case 'json': return jsonText(value);
    case 'list': return codec.element.kind === 'record' ? jsonText(encodeJson(codec, value)) : listText(codec.element, value);
    // Records are JSON; the texts of booleans and numbers look the same there.
    default: return jsonText(encodeJson(codec, value));
  }
}

function labelOf(labels: Readonly<Record<string, string>>, value: string): string {
  return Object.keys(labels).find((label) => labels[label] === value) ?? value;
}

function listText(element: Codec, value: unknown): string {
  return arrayLiteral(eachOf(element, value, (one) => (one == null ? null : encodeText(element, one))));
}

/** @throws ValueRefused with the index of the element that was refused */
function eachOf<T>(element: Codec, value: unknown, write: (one: unknown) => T): T[] {
  if (!Array.isArray(value)) return mustBe('a list');
  if (element.kind === 'list') return mustBe('a list of one dimension');
  const written: T[] = [];
  try {
    for (const one of value) written.push(write(one));
  } catch (failure) {
    throw ValueRefused.within(written.length, failure);
  }
  return written;
}

/** What PostgreSQL makes of JSON by the type of the column: texts stay texts there, so that numbers keep their digits. */
function encodeJson(codec: Codec, value: unknown): unknown {
  if (value == null) return null;
  switch (codec.kind) {
    case 'boolean': return boolean(value);
    case 'int': return integer(value);
    case 'float': return finite(value);
    case 'json': return value;
    case 'list': return hasJsonArrays(codec.element, value) ? listText(codec.element, value) : eachOf(codec.element, value, (one) => encodeJson(codec.element, one));
    case 'record': return encodeRecord(codec, value);
    default: return encodeText(codec, value);
  }
}

/** PostgreSQL would take elements that are JSON arrays for a second dimension; an array's own text says which is which. */
function hasJsonArrays(element: Codec, value: unknown): boolean {
  return element.kind === 'json' && Array.isArray(value) && value.some(Array.isArray);
}

/** Keys that are absent stay absent: their columns are null, or keep what they have. */
function encodeRecord({ fields }: Codec & { readonly kind: 'record' }, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return mustBe('an object');
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => {
    const field = fields.find(({ name }) => name === key);
    if (field === undefined) throw new ValueRefused('is not a field of this input', [key]);
    try {
      return one === undefined ? [] : [[field.column, encodeJson(field.codec, one)]];
    } catch (failure) {
      throw ValueRefused.within(key, failure);
    }
  }));
}
