import { compareCodePoints } from '../../source/compare-code-points.js';
import { sameText } from './same-text.js';
import type { Difference, Fingerprint, FingerprintRow } from './types.js';

/**
 * What of `actual` is not as in `wanted`, by name, sorted. Objects that share a name, because the server numbered them,
 * are paired in the order of what they are; in bodies each has its own names where `wanted` has its own.
 */
export function compareFingerprints(wanted: Fingerprint, actual: Fingerprint): readonly Difference[] {
  const [left, right] = [grouped(wanted.rows), grouped(actual.rows)];
  const objects = [...new Set([...left.keys(), ...right.keys()])].sort(compareCodePoints);
  return objects.flatMap((object) => {
    const [expected, found] = [left.get(object) ?? [], right.get(object) ?? []];
    return Array.from({ length: Math.max(expected.length, found.length) }, (_, i) => differenceOf(object, [expected[i], found[i]], [wanted, actual])).filter((one) => one !== null);
  });
}

function grouped(rows: readonly FingerprintRow[]): ReadonlyMap<string, readonly FingerprintRow[]> {
  const map = new Map<string, FingerprintRow[]>();
  for (const row of [...rows].sort((a, b) => compareCodePoints(a.definition, b.definition))) {
    const list = map.get(row.object);
    if (list === undefined) map.set(row.object, [row]);
    else list.push(row);
  }
  return map;
}

type Pair<T> = readonly [T, T];

function differenceOf(object: string, [expected, found]: Pair<FingerprintRow | undefined>, schemas: Pair<Fingerprint>): Difference | null {
  if (found === undefined) return { object, kind: 'missing', details: [] };
  if (expected === undefined) return { object, kind: 'added', details: [] };
  if (expected.definition !== found.definition) return { object, kind: 'changed', details: details(expected.definition, found.definition) };
  return sameText(expected.body, found.body, schemas[0].names, schemas[1].names) ? null : { object, kind: 'body', details: [] };
}

function details(expected: string, found: string): readonly string[] {
  if (!expected.startsWith('{') || !found.startsWith('{')) return [`${found} instead of ${expected}`];
  const [left, right] = [JSON.parse(expected), JSON.parse(found)] as Pair<Record<string, unknown>>;
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort(compareCodePoints);
  return keys.filter((key) => said(left[key]) !== said(right[key])).map((key) => `${key} is ${said(right[key])} instead of ${said(left[key])}`);
}

function said(value: unknown): string {
  return value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
}
