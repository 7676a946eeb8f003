import type { Codec } from '../types.js';

/** Whether it may have values that the Data API has no form for: NaN, infinities, arrays of arrays. */
export function mayLackAForm({ kind }: Codec): boolean {
  return /^(?:date|float|list|numeric|timestamp)/.test(kind);
}
