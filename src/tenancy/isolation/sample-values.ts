import { quoteLiteral } from '../../postgres/quote.js';
import type { Column } from './types.js';

/** Literals that a column's constraints name: what they want is often among them. */
export interface Wishes {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/**
 * Values for a column as SQL, the likely ones first: constraints decide, so they are tried one after the other.
 *
 * @param n tells rows apart: a positive whole number
 */
export function sampleValues(column: Column, marker: string, n: number, wishes: Wishes): readonly string[] {
  if (column.category === 'A') return ['{}', `{${plain(column, marker, n, wishes)[0] ?? ''}}`].map((text) => cast(text, column.type));
  if (column.labels.length > 0) return rotate(column.labels, n).map((label) => cast(label, column.type));
  if (column.fields > 0) return [cast(`(${','.repeat(column.fields - 1)})`, column.type)];
  return [...new Set(plain(column, marker, n, wishes))].map((text) => cast(text, column.type));
}

const cast = (text: string, type: string): string => `${quoteLiteral(text)}::${type}`;
const rotate = <T>(list: readonly T[], n: number): readonly T[] => [...list.slice(n % list.length), ...list.slice(0, n % list.length)];

function plain({ base, category, type }: Column, marker: string, n: number, wishes: Wishes): readonly string[] {
  const special = byType(base, n);
  if (special !== null) return special;
  if (category === 'N') return [...new Set([n, n + 100, ...wishes.numbers.flatMap((one) => [one, one + 1, one - 1]), 0, 1, 10, 2026, -1])].map(String);
  if (category === 'B') return n % 2 === 0 ? ['false', 'true'] : ['true', 'false'];
  if (category === 'D') return dates(base, n);
  if (category === 'T') return [`${n} days`, `${n} hours`];
  if (category === 'R') return ['empty'];
  return [...texts(marker, n), ...rotate(wishes.texts, wishes.texts.length === 0 ? 0 : n)].map((text) => fit(text, type));
}

/** Spellings that checks ask for: of e-mail addresses, codes, URLs, numbers. */
function texts(marker: string, n: number): readonly string[] {
  const letters = String.fromCharCode(65 + (n % 26)) + String.fromCharCode(65 + (Math.floor(n / 26) % 26));
  return [`${marker} ${n}`, `${marker}${n}`, `${marker.toUpperCase()}-${n}`, `${marker}-${n}`, `${marker}_${n}`, `${marker}${n}@x.test`, `https://${marker}.test/${n}`, letters, letters.toLowerCase(),
    `${letters}A`, String(n), `+491510000${String(n).padStart(4, '0')}`, String(n).padStart(5, '0'), '#aabbcc', '2026-01-01', '{}', 'en', 'en-GB', 'EUR', 'Europe/Berlin', `${n}.0.0`, `/${marker}/${n}`];
}

/** `character(2)` takes two characters. */
function fit(text: string, type: string): string {
  const length = /^(?:character varying|character|bpchar|varchar)\((\d+)\)$/.exec(type)?.[1];
  if (length === undefined || text.length <= Number(length)) return text;
  return Number(length) < 8 ? text.replace(/[a-z ]{9,}/i, '').padEnd(1, 'a').slice(0, Number(length)) : text.slice(0, Number(length));
}

function dates(base: string, n: number): readonly string[] {
  const day = String(1 + (n % 28)).padStart(2, '0');
  if (base.startsWith('time ') || base === 'time') return [`${String(n % 24).padStart(2, '0')}:00`];
  return [`2026-06-${day}`, `2020-06-${day}`, `2060-06-${day}`, `2026-01-01`];
}

function byType(base: string, n: number): readonly string[] | null {
  const name = base.replace(/^.*\./, '');
  const values: Readonly<Record<string, readonly string[]>> = {
    uuid: [`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`], json: ['{}', '[]', '1'], jsonb: ['{}', '[]', '1'], bytea: [`\\x0${n % 10}`], xml: ['<a/>'], tsvector: ['a'], tsquery: ['a'],
    inet: [`192.0.2.${n % 250}`], cidr: [`192.0.2.${n % 250}/32`], macaddr: [`08:00:2b:01:02:${String(n % 90).padStart(2, '0')}`], macaddr8: [`08:00:2b:01:02:03:04:${String(n % 90).padStart(2, '0')}`],
    point: [`(${n},1)`], line: ['{1,2,3}'], lseg: ['[(0,0),(1,1)]'], box: ['(1,1),(0,0)'], path: ['[(0,0),(1,1)]'], polygon: ['((0,0),(1,1),(1,0))'], circle: [`<(0,0),${n}>`], money: [`${n}`],
    pg_lsn: [`0/${n}`], hstore: ['a=>1'], ltree: [`a.b${n}`], bit: ['1'], 'bit varying': ['1'], 'time with time zone': [`${String(n % 24).padStart(2, '0')}:00+00`], '"char"': ['a'], jsonpath: ['$'], xid: ['1'], xid8: ['1'], cid: ['1'], tid: ['(0,1)'], pg_snapshot: ['10:20:10'], txid_snapshot: ['10:20:10'],
  };
  return values[name] ?? null;
}
