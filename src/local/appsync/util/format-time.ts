import { offsetAt, offsetText } from './zones.js';
import { timePattern } from './time-pattern.js';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * A time as a pattern of Java's DateTimeFormatter has it, in English.
 *
 * @param milliseconds since the epoch
 * @param zone `UTC`, `Europe/Berlin` or `+02:00`
 * @throws Error for a zone or a letter that is not known
 */
export function formatTime(milliseconds: number, pattern: string, zone: string): string {
  const offset = offsetAt(milliseconds, zone);
  const local = new Date(milliseconds + offset * 60_000);
  return timePattern(pattern).map((piece) => ('text' in piece ? piece.text : field(local, piece.letter, piece.count, zone, offset))).join('');
}

function field(local: Date, letter: string, count: number, zone: string, offset: number): string {
  const padded = (value: number): string => String(value).padStart(count, '0');
  const named = (names: readonly string[], index: number): string => (count === 4 ? (names[index] ?? '') : (names[index] ?? '').slice(0, 3));
  const hour = local.getUTCHours();
  switch (letter) {
    case 'u':
    case 'y': return count === 2 ? String(local.getUTCFullYear()).slice(-2) : padded(local.getUTCFullYear());
    case 'L':
    case 'M': return count > 2 ? named(months, local.getUTCMonth()) : padded(local.getUTCMonth() + 1);
    case 'd': return padded(local.getUTCDate());
    case 'D': return padded(Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / 86_400_000) + 1);
    case 'E': return named(days, local.getUTCDay());
    case 'H': return padded(hour);
    case 'k': return padded(hour === 0 ? 24 : hour);
    case 'K': return padded(hour % 12);
    case 'h': return padded(hour % 12 === 0 ? 12 : hour % 12);
    case 'a': return hour < 12 ? 'AM' : 'PM';
    case 'm': return padded(local.getUTCMinutes());
    case 's': return padded(local.getUTCSeconds());
    case 'S': return String(local.getUTCMilliseconds()).padStart(3, '0').padEnd(count, '0').slice(0, count);
    case 'X':
    case 'x':
    case 'Z': return offsetText(offset, letter, count);
    case 'V': return zone;
    case 'z': return zone;
    default: throw new Error(`The letter ${letter} of the pattern is not known`);
  }
}
