import { mustBe } from './value-refused.js';

export type MomentKind = 'date' | 'time' | 'timetz' | 'timestamp' | 'timestamptz';

/** AWSDate, AWSTime and AWSDateTime, and what PostgreSQL prints of years 1 to 9999: day, time, offset. */
const form = /^(\d{4}-\d\d-\d\d)?((?:^|[T ])\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d(?::?\d\d){0,2})?$/;

/**
 * What is cast to its type; PostgreSQL judges the numbers. Without an offset UTC is meant, whatever the session's zone is.
 * A timestamp is in UTC, which is how it is read back. AWSDate's offset says nothing about a calendar day.
 *
 * @throws ValueRefused for another form, and for offsets that PostgreSQL would drop without a word
 */
export function encodeMoment(kind: MomentKind, value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  const [, day = '', time = '', zone = ''] = form.exec(text) ?? [];
  const dated = !/^time(?:tz)?$/.test(kind);
  const timed = kind !== 'date';
  if (dated === !day || timed === !time) return refuseMoment();
  if (kind.endsWith('tz')) return day + time + (zone || 'Z');
  if (!timed || /^Z?$/.test(zone)) return day + time;
  // JavaScript takes 30 February for a day in March.
  const valid = dated && new Date(day).toJSON()?.startsWith(day);
  return (valid && inUtc(text)?.slice(0, -1)) || refuseMoment();
}

function refuseMoment(): never {
  return mustBe('a date or time of ISO 8601, in years 0001 to 9999');
}

/** `2024-02-29 12:00:00.5+02` to `2024-02-29T10:00:00.500Z`, all digits kept. Null outside years 1 to 9999. */
function inUtc(text: string): string | null {
  const [, day = '', time = '', zone = ''] = form.exec(text) ?? [];
  const utc = new Date(`${day}T${time.slice(1)}${readTimetz(zone) || 'Z'}`).toJSON();
  return utc > '0001' ? utc.slice(0, 19) + fraction(time.slice(9)) : null;
}

/** Milliseconds at least, of a fraction with its point or of none. */
function fraction(digits: string): string {
  return `${(digits || '.').padEnd(4, '0')}Z`;
}

/**
 * A timestamp, of either kind, as AWSDateTime: in UTC, milliseconds or as many digits as there are. Years beyond four
 * digits, before Christ, and infinity stay PostgreSQL's text.
 */
export function readTimestamp(text: string): string {
  // A year of four digits, and a blank behind the day; neither offset nor era.
  const rest = text.slice(19);
  if (text[4] === '-' && text[10] === ' ' && /^(?:\.\d+)?$/.test(rest)) return `${text.slice(0, 10)}T${text.slice(11, 19)}${fraction(rest)}`;
  return inUtc(text) ?? text;
}

/** AWSTime's offset has minutes: `12:00:00+02` to `12:00:00+02:00`. */
export function readTimetz(text: string): string {
  return text.replace(/[+-]\d\d$/, '$&:00');
}
