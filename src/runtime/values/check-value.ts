import { mustBe, ValueRefused } from './value-refused.js';

/** Each returns the value as it is sent. @throws ValueRefused */
export function boolean(value: unknown): boolean {
  return typeof value === 'boolean' ? value : mustBe('true or false');
}

/** @throws ValueRefused beyond 2^53, where not every integer is a number of its own */
export function integer(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : mustBe(Number.isInteger(value) ? 'an integer within 2^53' : 'an integer');
}

/** @throws ValueRefused for NaN and infinities: the Data API has no form for them */
export function finite(value: unknown): number {
  return Number.isFinite(value) ? (value as number) : mustBe('a finite number');
}

/** @throws ValueRefused for what PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs (they have no UTF-8) */
export function text(value: unknown): string {
  if (typeof value !== 'string') return mustBe('a string');
  if (/[\0\p{Surrogate}]/u.test(value)) refuseCharacters();
  return value;
}

export function refuseCharacters(): never {
  throw new ValueRefused('must not contain the character U+0000 or half of a surrogate pair');
}

const digitsOf = (value: unknown): unknown => (typeof value === 'number' || typeof value === 'bigint' ? String(value) : value);

function matching(value: unknown, form: RegExp, what: string): string {
  return typeof value === 'string' && form.test(value) ? value : mustBe(what);
}

/** Decimal digits of an int8: strings, or numbers that are exact. */
export function bigint(value: unknown): string {
  const exact = BigInt(matching(digitsOf(typeof value === 'number' ? integer(value) : value), /^-?\d{1,40}$/, 'an integer'));
  return exact === BigInt.asIntN(64, exact) ? String(exact) : mustBe('an integer within 2^63');
}

/** Digits as given. NaN and Infinity are refused: they pass checks such as `price > 0`. */
export function numeric(value: unknown): string {
  return matching(digitsOf(value), /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,6})?$/i, 'a decimal number');
}

/** Any form that PostgreSQL reads. */
export function uuid(value: unknown): string {
  return matching(value, /^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$/i, 'a UUID');
}

/** From base64, padded, of the standard alphabet: any other text would be read as something else than was meant. */
export function bytes(value: unknown): Buffer {
  const found = typeof value === 'string' ? Buffer.from(value, 'base64') : null;
  return found?.toString('base64') === value && found !== null ? found : mustBe('base64');
}
