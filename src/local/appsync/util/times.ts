import { formatTime } from './format-time.js';
import { parseTime } from './parse-time.js';
import type { Utility } from './utility.js';

const zoneOf = (zone: unknown): string => (typeof zone === 'string' ? zone : 'UTC');

export const times: Readonly<Record<string, Utility>> = {
  'time.nowISO8601': () => new Date().toISOString(),
  'time.nowEpochSeconds': () => Math.floor(Date.now() / 1000),
  'time.nowEpochMilliSeconds': () => Date.now(),
  'time.nowFormatted': (pattern, zone) => formatTime(Date.now(), String(pattern), zoneOf(zone)),
  'time.parseFormattedToEpochMilliSeconds': (text, pattern, zone) => parseTime(String(text), String(pattern), typeof zone === 'string' ? zone : null),
  'time.parseISO8601ToEpochMilliSeconds': (text) => iso(String(text)),
  'time.epochMilliSecondsToSeconds': (milliseconds) => Math.floor(Number(milliseconds) / 1000),
  'time.epochMilliSecondsToISO8601': (milliseconds) => new Date(Number(milliseconds)).toISOString(),
  'time.epochMilliSecondsToFormatted': (milliseconds, pattern, zone) => formatTime(Number(milliseconds), String(pattern), zoneOf(zone)),
};

/** @throws Error where there is no such time, or no zone is said */
function iso(text: string): number {
  const full = /^[+-]?\d{4,9}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const milliseconds = full ? Date.parse(text) : NaN;
  if (Number.isNaN(milliseconds)) throw new Error(`Unable to parse ${text} as a time in ISO 8601`);
  return milliseconds;
}
