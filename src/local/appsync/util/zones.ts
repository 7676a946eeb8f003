/**
 * Minutes that a zone is ahead of UTC at a time.
 *
 * @param zone `UTC`, `Z`, `+02:00`, or a name of the time zone database
 * @throws Error for a zone that is not known
 */
export function offsetAt(milliseconds: number, zone: string): number {
  const fixed = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (fixed !== null) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT') return 0;
  const shown = partsIn(milliseconds, zone);
  return Math.round((shown - Math.floor(milliseconds / 1000) * 1000) / 60_000);
}

/** The wall clock of a zone, as if it were UTC. */
function partsIn(milliseconds: number, zone: string): number {
  const options = { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const parts = new Map(new Intl.DateTimeFormat('en-US', options).formatToParts(milliseconds).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** `X`: `Z` for none, `x` and `Z` never; one letter `+02`, two `+0200`, three and more `+02:00`; `ZZZ` is `+0200`. */
export function offsetText(offset: number, letter: string, count: number): string {
  if (letter === 'X' && offset === 0) return 'Z';
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((one) => String(one).padStart(2, '0'));
  const sign = offset < 0 ? '-' : '+';
  if (letter === 'Z') return count < 4 ? `${sign}${hours}${minutes}` : `${count === 4 ? 'GMT' : ''}${sign}${hours}:${minutes}`;
  if (count === 1 && minutes === '00') return `${sign}${hours}`;
  return `${sign}${hours}${count < 3 ? '' : ':'}${minutes}`;
}
