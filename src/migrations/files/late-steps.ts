import { parseFile } from '../../parse/parse-file.js';
import type { Grammar } from '../../parse/types.js';
import type { MigrationStep } from '../types.js';
import { takesAway } from './takes-away.js';

/**
 * Steps of shared that wait until every tenant has its own: what is behind the last step of tenants, from the first
 * statement on that takes something away. Tenants still use it before that.
 *
 * @returns their numbers
 */
export function lateSteps(grammar: Grammar, steps: readonly MigrationStep[]): ReadonlySet<number> {
  const behind = steps.slice(steps.findLastIndex(({ home }) => home === 'tenant') + 1);
  const first = behind.findIndex(({ sql }) => parseFile(grammar, { path: sql.file, text: sql.text }).value.some(takesAway));
  return new Set(first < 0 ? [] : behind.slice(first).map(({ number }) => number));
}
