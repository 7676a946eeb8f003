import { mustBe, ValueRefused } from './value-refused.js';

function matching(value: unknown, form: RegExp, what: string): string {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  return typeof text === 'string' && form.test(text) ? text : mustBe(what);
}

/** By kind: a value as it is sent. @throws ValueRefused (each) */
export const scalars = {
  boolean: (value: unknown): boolean => (typeof value === 'boolean' ? value : mustBe('true or false')),
  /** Beyond 2^53 not every integer is a number of its own. */
  int: (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : mustBe('an integer within 2^53')),
  /** The Data API has no form for NaN and infinities. */
  float: (value: unknown): number => (Number.isFinite(value) ? (value as number) : mustBe('a finite number')),
  /** PostgreSQL says which are within 2^63. */
  bigint: (value: unknown): string => matching(typeof value === 'number' ? scalars.int(value) : value, /^-?\d{1,19}$/, 'an integer within 2^63'),
  /** NaN and Infinity are refused: they pass checks such as `price > 0`. */
  numeric: (value: unknown): string => matching(value, /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,6})?$/i, 'a decimal number'),
  uuid: (value: unknown): string => matching(value, /^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$/i, 'a UUID'),
  /** Without what PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs (they have no UTF-8). */
  text(value: unknown): string {
    if (typeof value !== 'string') return mustBe('a string');
    return /[\0\p{Surrogate}]/u.test(value) ? refuseCharacters() : value;
  },
  /** From base64, padded, of the standard alphabet: any other text would be read as something else than was meant. */
  bytea(value: unknown): Buffer {
    const bytes = Buffer.from(scalars.text(value), 'base64');
    return bytes.toString('base64') === value ? bytes : mustBe('base64');
  },
} as const;

export function refuseCharacters(): never {
  throw new ValueRefused('must not contain U+0000 or half a surrogate pair');
}
