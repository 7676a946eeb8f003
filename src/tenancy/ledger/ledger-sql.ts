import { applyAtOnceSql } from './apply-at-once-sql.js';
import { applyMigrationSql } from './apply-migration-sql.js';
import { outsideStepsSql } from './outside-steps-sql.js';
import { replaceTemplateSql } from './replace-template-sql.js';
import { runBatchSql } from './run-batch-sql.js';
import { runStepsSql } from './run-steps-sql.js';
import { ledgerTablesSql } from './tables-sql.js';
import { watchedStepsSql } from './watched-steps-sql.js';

/** SQL of migrations in the control schema, as one of its versions. Its functions are granted to nobody: they are the owner's. */
export function ledgerSql(): string {
  return [ledgerTablesSql(), runStepsSql(), applyMigrationSql(), applyAtOnceSql(), outsideStepsSql(), watchedStepsSql(), runBatchSql(), replaceTemplateSql(), ...['lock_step', 'note_done', 'begin_step', 'watch_step', 'apply_at_once'].map(byKey)].join('\n');
}

/**
 * A session keeps its plans through a run, and the ledger may be empty when they are made: PostgreSQL would read all of it for
 * each tenant, and a run's work would grow with its square.
 */
function byKey(name: string): string {
  return `alter function cognition.${name} set enable_seqscan = off;`;
}
