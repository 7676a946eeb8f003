import { timePattern, type PatternPiece } from './time-pattern.js';
import { offsetAt } from './zones.js';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads a time by a pattern of Java's DateTimeFormatter; what the pattern lacks is the first of its kind.
 *
 * @param zone of a text that names none
 * @returns milliseconds since the epoch
 * @throws Error where the text is not of that form, or no zone is known
 */
export function parseTime(text: string, pattern: string, zone: string | null): number {
  const pieces = timePattern(pattern);
  const found = new RegExp(`^${pieces.map(source).join('')}$`, 'i').exec(text);
  if (found === null) throw new Error(`Unable to parse ${text} by ${pattern}`);
  const values = new Map(pieces.filter((piece) => 'letter' in piece).map((piece, index) => [piece.letter, found[index + 1] ?? '']));
  return instant(values, zone ?? '');
}

function instant(values: ReadonlyMap<string, string>, zone: string): number {
  const number = (...letters: readonly string[]): number | null => {
    const letter = letters.find((one) => values.has(one));
    return letter === undefined ? null : Number(values.get(letter));
  };
  const year = number('y', 'u') ?? 1970;
  const local = new Date(0);
  local.setUTCFullYear(year < 100 ? year + 2000 : year, monthOf(values.get('M') ?? values.get('L') ?? '1'), number('d') ?? 1);
  local.setUTCHours(hourOf(number('H', 'k'), number('h', 'K'), values.get('a')), number('m') ?? 0, number('s') ?? 0, Number((values.get('S') ?? '0').padEnd(3, '0').slice(0, 3)));
  const named = values.get('X') ?? values.get('x') ?? values.get('Z') ?? values.get('V') ?? values.get('z') ?? zone;
  if (named === '') throw new Error('The text names no time zone, and none was given');
  const normal = /^[+-]\d{2}$/.test(named) ? `${named}:00` : named;
  return local.getTime() - offsetAt(local.getTime() - offsetAt(local.getTime(), normal) * 60_000, normal) * 60_000;
}

const monthOf = (text: string): number => (/^\d/.test(text) ? Number(text) - 1 : monthNames.indexOf(text.slice(0, 3).toLowerCase()));

function hourOf(of24: number | null, of12: number | null, half: string | undefined): number {
  if (of24 !== null) return of24 % 24;
  return ((of12 ?? 0) % 12) + (half?.toUpperCase() === 'PM' ? 12 : 0);
}

/** The expression of one piece; a number of n letters has n digits, one letter any. */
function source(piece: PatternPiece): string {
  if ('text' in piece) return piece.text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  const { letter, count } = piece;
  if (letter === 'a') return '(AM|PM)';
  if (letter === 'E' || (/[ML]/.test(letter) && count > 2)) return '([A-Za-z]+)';
  if (/[XxZ]/.test(letter)) return '(Z|[+-]\\d{2}(?::?\\d{2})?)';
  if (/[Vz]/.test(letter)) return '([A-Za-z_+-]+(?:/[A-Za-z_+-]+)*)';
  return count === 1 ? '(\\d+)' : `(\\d{${count}})`;
}
