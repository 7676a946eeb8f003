import { applyMigrationSql } from './apply-migration-sql.js';
import { outsideStepsSql } from './outside-steps-sql.js';
import { replaceTemplateSql } from './replace-template-sql.js';
import { runBatchSql } from './run-batch-sql.js';
import { runStepsSql } from './run-steps-sql.js';
import { ledgerTablesSql } from './tables-sql.js';
import { watchedStepsSql } from './watched-steps-sql.js';

/** SQL of migrations in the control schema, as one of its versions. Its functions are granted to nobody: they are the owner's. */
export function ledgerSql(): string {
  return [ledgerTablesSql(), runStepsSql(), applyMigrationSql(), outsideStepsSql(), watchedStepsSql(), runBatchSql(), replaceTemplateSql()].join('\n');
}
