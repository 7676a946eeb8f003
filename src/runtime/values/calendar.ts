import { mustBe } from './value-refused.js';

/** PostgreSQL's ISO and XSD forms and RFC 3339's; years have more than four digits after 9999, and ` BC` before 1. */
const momentForm = /^(\d{4,7})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?(Z|[+-]\d\d(?::?\d\d){0,2})?( BC)?$/;
const timeForm = /^(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?|24:00(?::00)?)(Z|[+-]\d\d(?::\d\d){0,2})?$/;

function milliseconds(offset: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = (offset.match(/\d\d/g) ?? []).map(Number);
  return (hours * 3600 + minutes * 60 + seconds) * (offset.startsWith('-') ? -1000 : 1000);
}

/**
 * `2024-02-29T12:00:00.5+02` to `2024-02-29T10:00:00.500Z`: in UTC, which is also meant where no zone is said, with at
 * least milliseconds and all digits that were there. `2024-02-29` stays a day. Null for what is no such text or no such day.
 * Reckoned in a cycle of 400 years that JavaScript's calendar has too; PostgreSQL's goes further.
 */
function inUtc(text: string, timed: boolean): string | null {
  const found = momentForm.exec(text);
  if (found === null) return null;
  const [, digits, month, day, hour, minute = '00', second = '00', fraction = '.', zone = 'Z', era] = found;
  const year = era === undefined ? Number(digits) : 1 - Number(digits);
  const cycle = 2000 + (((year % 400) + 400) % 400);
  const iso = `${cycle}-${month}-${day}T${hour ?? '00'}:${minute}:${second}.000Z`;
  const here = new Date(iso);
  if (timed !== (hour !== undefined) || Number(digits) === 0 || Number.isNaN(here.getTime()) || here.toISOString() !== iso) return null;
  if (timed) here.setTime(here.getTime() - milliseconds(zone));
  const then = year + here.getUTCFullYear() - cycle;
  const shown = String(then > 0 ? then : 1 - then).padStart(4, '0') + here.toISOString().slice(4, timed ? 19 : 10);
  return `${shown}${timed ? `${fraction.padEnd(4, '0')}Z` : ''}${then > 0 ? '' : ' BC'}`;
}

/**
 * What is cast to a date or timestamp. A timestamptz always has its zone, whatever the session's is; a timestamp is in
 * UTC, which is how it is read back; AWSDate's offset says nothing about a calendar day and is left out.
 * AWSDate and AWSDateTime go from year 1 to 9999. Where the API has the value as String, it can also be what is read of
 * PostgreSQL's years beyond, and `infinity`.
 *
 * @throws ValueRefused
 */
export function writeMoment(kind: 'date' | 'timestamp' | 'timestamptz', value: unknown): string {
  const timed = kind !== 'date';
  const found = typeof value !== 'string' ? null : /^-?infinity$/.test(value) ? value : inUtc(value, timed);
  if (found === null) return mustBe(timed ? 'a date and time such as 2024-02-29T12:00:00.000Z' : 'a date such as 2024-02-29');
  return kind === 'timestamp' ? found.replace('Z', '') : found;
}

/**
 * What is cast to a timetz, UTC where it has no offset, or to a time, where PostgreSQL would drop an offset without a word.
 *
 * @throws ValueRefused
 */
export function writeTime(zoned: boolean, value: unknown): string {
  const found = typeof value === 'string' ? timeForm.exec(value) : null;
  if (found === null || (!zoned && (found[1] ?? 'Z') !== 'Z')) return mustBe(zoned ? 'a time such as 12:00:00Z' : 'a time without an offset such as 12:00:00');
  return zoned === (found[1] !== undefined) ? found[0] : zoned ? `${found[0]}Z` : found[0].slice(0, -1);
}

/** After `2024-02-29 12:00:00`, by the text's length. */
const endings = ['.000Z', '', '00Z', '0Z', 'Z', 'Z', 'Z', 'Z'];

function isSign(code: number): boolean {
  return code === 43 || code === 45;
}

/**
 * A timestamp, of either kind, as AWSDateTime: in UTC, milliseconds or as many digits as there are up to microseconds.
 * Years after 9999 and before 1 keep PostgreSQL's form (`10000-01-01T00:00:00.000Z`, `0044-03-15T00:00:00.000Z BC`), and
 * infinity its word: AppSync refuses them for an AWSDateTime, that field alone, and takes them for a String.
 */
export function readTimestamp(text: string): string {
  const { length } = text;
  // A year of four digits, no era, no zone: its sign would be the third last character.
  const plain = length > 18 && length < 27 && text.charCodeAt(4) === 45 && (length === 19 || text.charCodeAt(19) === 46);
  const last = text.charCodeAt(length - 1);
  if (plain && last > 47 && last < 58 && !isSign(text.charCodeAt(length - 3))) return `${text.slice(0, 10)}T${text.slice(11)}${endings[length - 19]}`;
  return inUtc(text, true) ?? text;
}

/** AWSTime's offset has minutes: `12:00:00+02` to `12:00:00+02:00`. */
export function readTimetz(text: string): string {
  return isSign(text.charCodeAt(text.length - 3)) ? `${text}:00` : text;
}
