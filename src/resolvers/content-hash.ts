import { createHash } from 'node:crypto';
import { compareCodePoints } from '../source/compare-code-points.js';

/** JSON with the keys of every object in code point order: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => compareCodePoints(a, b)));
  });
}

/** Twelve hexadecimal digits of SHA-256: short enough for a comment before each statement. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 12);
}
