import type { Field } from './types.js';
import { unreadable } from './values/field-member.js';

/**
 * Values by the parents that they belong to. Of a batch the first column of each record counts these from 1, whatever
 * columns there are beside it; else there is one parent.
 *
 * @throws TypeError for a value that nobody asked for
 */
export function byParent(values: readonly unknown[], records: readonly (readonly Field[])[], batched: boolean, parents: number): readonly (readonly unknown[])[] {
  const groups = Array.from({ length: parents }, (): unknown[] => []);
  values.forEach((value, index) => {
    const { longValue, stringValue } = (batched ? records[index]?.[0] : { longValue: 1 }) as { readonly longValue?: number; readonly stringValue?: string };
    (groups[Number(longValue ?? stringValue) - 1] ?? unreadable()).push(value);
  });
  return groups;
}

/** The row where there is one at most; any of several would be a guess. */
export function onlyOne<T>(rows: readonly T[]): T | null {
  if (rows.length > 1) throw new TypeError('more than one row');
  return rows[0] ?? null;
}
