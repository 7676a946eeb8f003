import type { Finding } from './preflight/types.js';

/** Tenants and rows, one line each. */
export function findingLines(found: readonly Finding[]): readonly string[] {
  return found.map(({ tenant, migration, step, what, rows }) => `${tenant}: ${what} (${migration}, step ${step}), and these rows are in the way: ${rows.map((row) => JSON.stringify(row)).join(', ')}`);
}
