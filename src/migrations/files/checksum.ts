import { createHash } from 'node:crypto';
import type { MigrationStep } from '../types.js';
import { normaliseSql } from './normalise-sql.js';

/** SHA-256, in hexadecimal, of what steps do: comments, blanks and the letter case of words do not count. */
export function checksum(steps: readonly Pick<MigrationStep, 'kind' | 'home' | 'batch' | 'sql'>[]): string {
  const told = steps.map(({ kind, home, batch, sql }) => [kind, home, batch === null ? null : [batch.table, batch.key], normaliseSql(sql.text)]);
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}
