import type { Field } from './types.js';

/**
 * Values by the parents that they belong to: `~parent` counts these from 1. Without such a column there is one.
 *
 * @throws TypeError for a value that nobody asked for
 */
export function byParent(values: readonly unknown[], records: readonly (readonly Field[])[], labels: readonly string[], parents: number): readonly (readonly unknown[])[] {
  const groups = Array.from({ length: parents }, (): unknown[] => []);
  const at = labels.indexOf('~parent');
  values.forEach((value, index) => {
    const { longValue, stringValue } = (records[index]?.[at] ?? { longValue: 1 }) as { readonly longValue?: number; readonly stringValue?: string };
    const group = groups[Number(longValue ?? stringValue) - 1];
    if (group === undefined) throw new TypeError('a row of nobody');
    group.push(value);
  });
  return groups;
}

/** The row where there is one at most; any of several would be a guess. */
export function onlyOne<T>(rows: readonly T[]): T | null {
  if (rows.length > 1) throw new TypeError('more than one row');
  return rows[0] ?? null;
}
