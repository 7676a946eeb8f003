import type { Config } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import type { SourceFile, Staged } from '../../source/types.js';
import { orderMigrations } from './order-migrations.js';
import { readMigration } from './read-migration.js';
import type { ReadMigration } from './types.js';

/**
 * All migrations of a project in the order in which they run: one chain by `-- after`. Every mistake is a diagnostic at
 * its place; with errors among them nothing is to be run.
 *
 * @param files those under `migrations/`; others are not looked at
 */
export function readMigrations(grammar: Grammar, config: Config, files: readonly SourceFile[]): Staged<readonly ReadMigration[]> {
  const read = files.filter(({ path }) => path.startsWith('migrations/')).map((file) => readMigration(grammar, config, file));
  const migrations = read.flatMap(({ value }) => value ?? []);
  const ordered = orderMigrations(migrations);
  // A file that cannot be told from others may be the one that is missed.
  const whole = migrations.length === read.length;
  return { value: ordered.value, diagnostics: [...read.flatMap(({ diagnostics }) => diagnostics), ...(whole ? ordered.diagnostics : [])] };
}
