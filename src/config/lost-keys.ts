import type { Code } from '../source/codes.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { Place } from './place.js';
import { keyOf, placeAt } from './place.js';

const lost = '__proto__';

/** Errors for keys that the forms leave out without a word: copying such a key would set an object's prototype. */
export function lostKeys(place: Place, code: Code): readonly Diagnostic[] {
  const hint = 'rename what it stands for: objects in JavaScript have something of this name already';
  return pathsTo(place.value).map((path) => error(code, `"${lost}" cannot be a key`, keyOf(placeAt(place, ...path)), hint));
}

/** The values of settings may go in circles. */
function pathsTo(value: unknown): readonly (readonly string[])[] {
  const found: string[][] = [];
  const seen = new Set<object>();
  const open: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path } = next;
    if (typeof next.value !== 'object' || next.value === null || seen.has(next.value)) continue;
    seen.add(next.value);
    for (const [key, inner] of Object.entries(next.value)) {
      if (key === lost) found.push([...path, key]);
      else open.push({ value: inner, path: [...path, key] });
    }
  }
  return found;
}
