const form = /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?( BC)?$/;

/** A timestamptz in UTC and without an offset, as the service gives it, from PostgreSQL's ISO text in any zone. */
export function utcText(text: string): string {
  const match = form.exec(text);
  if (match === null) return text;
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes = 0, seconds = 0, era] = match;
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * (sign === '-' ? -1 : 1);
  if (offset === 0) return text.replace(/[+-][\d:]+( BC)?$/, '$1');
  const moment = new Date(0);
  // Year 1 BC is year 0 to JavaScript.
  moment.setUTCFullYear(era === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day));
  moment.setUTCHours(Number(hour), Number(minute), Number(second) - offset);
  const [at, past] = [moment.getUTCFullYear(), moment.getUTCFullYear() < 1];
  const date = `${String(past ? 1 - at : at).padStart(4, '0')}-${two(moment.getUTCMonth() + 1)}-${two(moment.getUTCDate())}`;
  return `${date} ${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}:${two(moment.getUTCSeconds())}${fraction}${past ? ' BC' : ''}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
