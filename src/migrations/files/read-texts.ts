import type { Config } from '../../config/types.js';
import { outline } from '../../parse/outline.js';
import type { SourceFile } from '../../source/types.js';
import { checksum } from './checksum.js';
import { orderMigrations } from './order-migrations.js';
import { readDirectives } from './read-directives.js';
import { readHeader } from './read-header.js';
import { stepsOf, strayDirectives } from './steps-of.js';
import type { ReadMigration } from './types.js';

/**
 * Migrations in their order by their texts alone, without the grammar, which takes longer to load than all the rest of a
 * command that has nothing to do. Statements end where psql would end them, and what they say is not looked at: a checksum
 * that the database has is proof that it was, since the grammar reads the same tokens the same way.
 *
 * @param files those under `migrations/`
 * @returns null where there is anything that only {@link readMigrations} can tell of; else what it gives for files that are right
 */
export function readTexts(config: Config, files: readonly SourceFile[]): readonly ReadMigration[] | null {
  const read = files.map((file) => readText(config, file));
  const whole = read.filter((one) => one !== null);
  if (whole.length < read.length) return null;
  const { value, diagnostics } = orderMigrations(whole);
  return diagnostics.length > 0 ? null : value;
}

function readText(config: Config, file: SourceFile): ReadMigration | null {
  const header = readHeader(file);
  const directives = readDirectives(file, config.templateSchema);
  const { pieces, commands, copies, unclosed } = outline(file.text);
  const mistakes = [...header.diagnostics, ...directives.diagnostics, ...strayDirectives(pieces, directives.value), ...commands, ...copies];
  if (header.value === null || mistakes.length > 0 || unclosed !== null || pieces.length === 0) return null;
  const steps = stepsOf(file, pieces, directives.value);
  return { ...header.value, path: file.path, checksum: checksum(steps), steps };
}
