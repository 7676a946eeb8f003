import { mustBe } from './value-refused.js';

type MomentKind = 'date' | 'time' | 'timetz' | 'timestamp' | 'timestamptz';

/** AWSDate, AWSTime and AWSDateTime, and what PostgreSQL prints of years 1 to 9999: day, time, offset. */
const form = /^(\d{4}-\d\d-\d\d)?((?:^|[T ])\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d(?::?\d\d){0,2})?$/;

/**
 * What is cast to its type; PostgreSQL judges the numbers. Without an offset UTC is meant, whatever the session's zone is.
 * A timestamp is in UTC, which is how it is read back. AWSDate's offset says nothing about a calendar day.
 *
 * @throws ValueRefused for another form, and for offsets that PostgreSQL would drop without a word
 */
export function encodeMoment(kind: MomentKind, value: unknown): string {
  const [text, day = '', time = '', zone = ''] = (typeof value === 'string' && form.exec(value)) || [];
  const [dated, timed] = [!/^time(?:tz)?$/.test(kind), kind !== 'date'];
  let made: string | null | undefined;
  if (text !== undefined && (day !== '') === dated && (time !== '') === timed) {
    if (kind.endsWith('tz')) made = day + time + (zone || 'Z');
    else if (!timed || /^Z?$/.test(zone)) made = day + time;
    // JavaScript takes 30 February for a day in March.
    else if (dated && new Date(day).toJSON()?.startsWith(day)) made = inUtc(text)?.slice(0, -1);
  }
  return made ?? mustBe('a date or time of ISO 8601, in years 0001 to 9999');
}

/** `2024-02-29 12:00:00.5+02` to `2024-02-29T10:00:00.500Z`, all digits kept. Null outside years 1 to 9999. */
function inUtc(text: string): string | null {
  const [, whole = '', fraction = '.', zone = 'Z'] = /^(.{10}[T ]\d\d:\d\d(?::\d\d)?)(\.\d+)?(Z|[+-]\d\d(?::\d\d)*)?$/.exec(text) ?? [];
  const utc = new Date(whole.replace(' ', 'T') + (zone.length === 3 ? `${zone}:00` : zone)).toJSON();
  return utc > '0001' ? `${utc.slice(0, 19)}${fraction.padEnd(4, '0')}Z` : null;
}

/**
 * A timestamp, of either kind, as AWSDateTime: in UTC, milliseconds or as many digits as there are. Years beyond four
 * digits, before Christ, and infinity stay PostgreSQL's text.
 */
export function readTimestamp(text: string): string {
  const rest = text.slice(19);
  // A year of four digits, and a blank behind the day; neither offset nor era.
  if (text[4] === '-' && text[10] === ' ' && /^(?:\.\d+)?$/.test(rest)) return `${text.slice(0, 10)}T${text.slice(11, 19)}${(rest || '.').padEnd(4, '0')}Z`;
  return inUtc(text) ?? text;
}

/** AWSTime's offset has minutes: `12:00:00+02` to `12:00:00+02:00`. */
export function readTimetz(text: string): string {
  return text.replace(/[+-]\d\d$/, '$&:00');
}
