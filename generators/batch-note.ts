import type { ResolverPlan } from '../src/resolvers/types.js';

/**
 * The batch sizes of a run in one line, the largest first: `maxBatchSize 2000 for 9 fields, 512 for 3, 64 for
 * Order.lines`. Each with its reason stands in `--json` and in generated/resolvers.json. Empty where nothing is batched.
 */
export function batchNote(resolvers: readonly ResolverPlan[]): readonly string[] {
  const groups = new Map<number, string[]>();
  for (const { parent, field, maxBatchSize, batchReason } of resolvers) {
    if (batchReason !== null) groups.set(maxBatchSize, [...(groups.get(maxBatchSize) ?? []), `${parent}.${field}`]);
  }
  const sorted = [...groups].sort(([a], [b]) => b - a);
  if (sorted.length === 0) return [];
  const parts = sorted.map(([size, fields], index) => `${size} for ${fields.length === 1 ? fields.join('') : `${fields.length}${index === 0 ? ' fields' : ''}`}`);
  return [`maxBatchSize ${parts.join(', ')}; generated/resolvers.json says why`];
}
