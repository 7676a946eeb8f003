import { createHash } from 'node:crypto';
import { compareCodePoints } from '../source/compare-code-points.js';

/** JSON with the keys of every object in code point order: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A copy: `JSON.stringify` with a function of ours, or strings put together here, take twice as long. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort(compareCodePoints)) {
    const one = sorted(Reflect.get(value, key));
    if (key === '__proto__') Object.defineProperty(copy, key, { value: one, enumerable: true });
    else copy[key] = one;
  }
  return copy;
}

/** Twelve hexadecimal digits of SHA-256: short enough for a comment before each statement. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 12);
}
