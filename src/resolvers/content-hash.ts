import { createHash, type Hash } from 'node:crypto';
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
  for (const key of sortedKeys(value)) {
    const one = sorted(Reflect.get(value, key));
    if (key === '__proto__') Object.defineProperty(copy, key, { value: one, enumerable: true });
    else copy[key] = one;
  }
  return copy;
}

function sortedKeys(value: object): readonly string[] {
  return Object.keys(value).sort(compareCodePoints);
}

/** Twelve hexadecimal digits of SHA-256: short enough for a comment before each statement. */
export function contentHash(value: unknown): string {
  const hash = createHash('sha256');
  update(hash, value, 2);
  return hash.digest('hex').slice(0, 12);
}

/** The canonical text of what may be thousands of statements, in pieces: each is forgotten before the next is made. */
function update(hash: Hash, value: unknown, levels: number): void {
  if (levels === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return void hash.update(canonicalJson(value));
  const keys = sortedKeys(value).filter((key) => Reflect.get(value, key) !== undefined);
  for (const [at, key] of keys.entries()) {
    hash.update(`${at === 0 ? '{' : ','}${JSON.stringify(key)}:`);
    update(hash, Reflect.get(value, key), levels - 1);
  }
  hash.update(keys.length === 0 ? '{}' : '}');
}
