import { compareCodePoints } from '../../../source/compare-code-points.js';
import type { Unasked } from './types.js';

/** Each step and reason once, with the tenants that it is about; where it is about all, with none. */
export function joinUnasked(all: readonly Unasked[]): readonly Unasked[] {
  const joined = new Map<string, Unasked>();
  for (const one of all) {
    const key = JSON.stringify([one.migration, one.step, one.what, one.why]);
    const before = joined.get(key);
    const tenants = before === undefined ? one.tenants : before.tenants.length === 0 || one.tenants.length === 0 ? [] : [...new Set([...before.tenants, ...one.tenants])].sort(compareCodePoints);
    joined.set(key, { ...one, tenants });
  }
  return [...joined.values()].sort((a, b) => compareCodePoints(a.migration, b.migration) || a.step - b.step);
}

/** One line each. */
export function unaskedLines(unasked: readonly Unasked[]): readonly string[] {
  return unasked.map(({ migration, step, what, why, tenants }) => `not asked beforehand${tenants.length === 0 ? '' : ` of ${tenants.length === 1 ? tenants[0] ?? '' : `${tenants.length} tenants`}`}: whether ${what} (${migration}, step ${step}), since ${why}`);
}
