import { isRecord, own } from '../own.js';
import type { Codec, Field } from '../types.js';
import { arrayLiteral } from './array-literal.js';
import { jsonText } from './json-text.js';
import { encodeMoment, type MomentKind } from './moment.js';
import { scalars } from './scalars.js';
import { mustBe, ValueRefused, within } from './value-refused.js';

/**
 * An argument as the Data API binds it; SQL casts what travels as text. Null and undefined are NULL.
 * Lists are array literals and have one dimension; records, and lists of them, are JSON.
 *
 * @throws ValueRefused with a reason for the client, and the place within the value
 */
export function encodeValue(codec: Codec, value: unknown): Field {
  if (value == null) return { isNull: true };
  switch (codec.kind) {
    case 'boolean': return { booleanValue: scalars.boolean(value) };
    case 'int': return { longValue: scalars.int(value) };
    case 'float': return { doubleValue: scalars.float(value) };
    case 'bytea': return { blobValue: scalars.bytea(value) };
    default: return { stringValue: toText(codec, value) };
  }
}

/** A value that is not null as the text that SQL casts to its type. */
function toText(codec: Codec, value: unknown): string {
  const { kind } = codec;
  if (kind === 'list' && codec.element.kind !== 'record') {
    return arrayLiteral(eachOf(value, (one) => (one == null ? null : toText(codec.element, one))));
  }
  const made = toJson(codec, value);
  return kind === 'json' || typeof made === 'object' ? jsonText(made) : String(made);
}

/** What PostgreSQL makes of JSON by the type of the column: texts stay texts there, so that numbers keep their digits. */
function toJson(codec: Codec, value: unknown): unknown {
  if (value == null) return null;
  switch (codec.kind) {
    case 'json': return value;
    case 'bytea': return `\\x${scalars.bytea(value).toString('hex')}`;
    case 'enum': {
      const { labels } = codec;
      return Object.keys(labels).find((label) => labels[label] === value) ?? scalars.text(value);
    }
    case 'list':
      // Of elements that are JSON arrays PostgreSQL would make a second dimension; an array's own text says which is which.
      return codec.element.kind === 'json' ? toText(codec, value) : eachOf(value, (one) => toJson(codec.element, one));
    case 'record': return toObject(codec, value);
    default: return own<(value: unknown) => unknown>(scalars, codec.kind)?.(value) ?? encodeMoment(codec.kind as MomentKind, value);
  }
}

function eachOf<T>(value: unknown, write: (one: unknown) => T): T[] {
  return Array.isArray(value) ? Array.from(value, (one, index) => within(index, () => write(one))) : mustBe('a list');
}

/** Keys that are absent stay absent: their columns are null, or keep what they have. */
function toObject({ fields }: Codec & { readonly kind: 'record' }, value: unknown): object {
  if (!isRecord(value)) return mustBe('an object');
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => within(key, () => {
    const field = fields.find(({ name }) => name === key);
    if (field === undefined) throw new ValueRefused('is not a field of this input');
    return one === undefined ? [] : [[field.column, toJson(field.codec, one)]];
  })));
}
