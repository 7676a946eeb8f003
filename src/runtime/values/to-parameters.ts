import type { Field, SqlParameter } from '../types.js';
import { arrayLiteral } from './array-literal.js';
import { jsonText } from './json-text.js';
import { scalars } from './scalars.js';
import { mustBe, within } from './value-refused.js';

/**
 * Parameters of hand-written SQL, by what JavaScript's values are: integers are longs, other numbers doubles, a Date is
 * ISO text, bytes a blob, a list an array literal, any other object JSON text, null NULL. What travels as text
 * (bigint, Date, lists, objects) has to be cast in the SQL: `:ids::uuid[]`.
 *
 * @throws ValueRefused, with the parameter's name first in its path, for undefined, NaN, infinities, functions, lists of
 * lists, and text that PostgreSQL cannot hold
 */
export function toParameters(values: Readonly<Record<string, unknown>>): SqlParameter[] {
  return Object.keys(values).map((name) => ({ name, value: within(name, () => toField(values[name])) }));
}

function toField(value: unknown): Field {
  if (typeof value === 'string') return { stringValue: scalars.text(value) };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { longValue: value } : { doubleValue: scalars.float(value) };
  if (value === null) return { isNull: true };
  if (value instanceof Uint8Array) return { blobValue: value };
  return { stringValue: Array.isArray(value) ? arrayLiteral(value.map((one, index) => within(index, () => toElement(one)))) : toText(value) };
}

function toElement(value: unknown): string | null {
  return value === null ? null : Array.isArray(value) ? mustBe('a list of one dimension') : toText(value);
}

function toText(value: unknown): string {
  if (typeof value === 'string') return scalars.text(value);
  if (typeof value === 'number') return String(scalars.float(value));
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? mustBe('a valid date') : value.toISOString();
  return jsonText(value);
}
