import type { RunEvent, RunOptions } from '../types.js';
import type { Standing } from '../migrate-tenants.js';

/** Hazards of steps that take as long as a table is large, in a transaction. */
const growing = new Set<string>(['rewrites', 'long']);

/**
 * What may be too long for the Data API, which ends a statement of a transaction after 45 seconds: of files that a tenant
 * has not got, the hazards that say so. Steps outside transactions are watched, and may take their time.
 */
export function longSteps({ files, lasting }: Pick<RunOptions, 'files' | 'lasting'>, standings: readonly Standing[]): readonly Extract<RunEvent, { readonly event: 'long' }>[] {
  if (lasting) return [];
  const from = Math.min(...standings.map(({ number }) => number));
  return files.filter(({ number }) => number > from).flatMap(({ id, hazards }) =>
    hazards.filter(({ kind }) => growing.has(kind)).map(({ kind, object }) => ({ event: 'long' as const, migration: id, hazard: `${kind}: ${object}` })));
}
