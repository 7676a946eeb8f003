import type { Config } from '../../src/config/types.js';
import { CommandRefusal } from '../../src/environment/refusal.js';
import { closest } from '../../src/source/closest.js';
import type { Flags } from './types.js';

/** A flag's text, null where it is not given. */
export function textFlag(flags: Flags, name: string): string | null {
  const value = flags[name];
  return typeof value === 'string' ? value : null;
}

/** The command line alone is wrong, whatever the environment: exit status 2, as its own reader gives. */
export class WrongLine extends CommandRefusal {
  constructor(message: string, hint: string, code: 'PGC606' | 'PGC615' | 'PGC619' = 'PGC619') {
    super(code, message, hint);
    this.name = 'WrongLine';
  }
}

/** @throws WrongLine */
export function neededFlag(flags: Flags, name: string, flag: string): string {
  const value = textFlag(flags, name);
  if (value === null) throw new WrongLine(`${flag} is missing`, `add ${flag}; --help shows the others`);
  return value;
}

/** @throws WrongLine PGC615 for what cannot be an address */
export function checkAddress(email: string | null): void {
  if (email === null || /^[^@\s]+@[^@\s]+$/.test(email.trim())) return;
  throw new WrongLine(`${email} is no e-mail address`, 'an address has one @, and no blanks', 'PGC615');
}

/** @throws CommandRefusal PGC615 with the roles that there are */
export function checkRole(role: string | null, config: Config): void {
  const names = config.roles.map(({ name }) => name);
  if (role === null || names.includes(role)) return;
  const near = closest(role, names);
  throw new CommandRefusal('PGC615', `there is no role ${role}${near === null ? '' : `; did you mean ${near}?`}`, `roles of pgcog.config.ts: ${names.join(', ')}`);
}

const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * A moment in ISO 8601, as UTC; a day is its first moment in UTC.
 *
 * @throws WrongLine PGC615 for anything else: a time without a zone means another moment on every machine
 */
export function isoMoment(text: string): string {
  if (isoTime.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new WrongLine(`${text} is no time of ISO 8601`, 'write it like 2031-01-31, or 2031-01-31T18:00:00Z', 'PGC615');
}

/** `Date` takes a 30th of February for a day in March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
