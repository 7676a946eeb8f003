import type { Config } from '../../../src/config/types.js';
import { readMigrations } from '../../../src/migrations/files/read-migrations.js';
import type { MigrationFile } from '../../../src/migrations/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';

export interface MigrationText {
  readonly name: string;
  readonly sql: string;
  readonly number: number;
  readonly after: string | null;
}

/** A migration as it would be read from its file. */
export async function migrationOf(config: Config, { name, sql, number, after }: MigrationText): Promise<MigrationFile> {
  const id = `${String(number).padStart(4, '0')}_${name}`;
  const text = `-- pgcog migration ${id}\n${after === null ? '' : `-- after ${after}\n`}\n${sql}\n`;
  const { value: [file], diagnostics } = readMigrations(await loadGrammar(), config, [{ path: `migrations/${id}.sql`, text }]);
  // Its predecessor is in another text.
  const mistakes = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'PGC712');
  if (file === undefined || mistakes.length > 0) throw new Error(mistakes.map(({ code, message }) => `${code} ${message}`).join('\n') || 'no migration');
  return file;
}
