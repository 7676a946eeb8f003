import type { Config } from '../../src/config/types.js';
import { migrationPatterns } from '../../src/migrations/files/migration-patterns.js';
import { readMigrations } from '../../src/migrations/files/read-migrations.js';
import type { ReadMigration } from '../../src/migrations/files/types.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import type { Grammar } from '../../src/parse/types.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { readSources } from '../../src/source/read-files.js';
import { TemplateMistakes } from './template-mistakes.js';

/** A project's migrations, in their order. @throws TemplateMistakes */
export async function readProjectMigrations(root: string, config: Config): Promise<{ readonly grammar: Grammar; readonly files: readonly ReadMigration[] }> {
  const { value: sources, diagnostics: unreadable } = await readSources(root, migrationPatterns);
  const grammar = await loadGrammar();
  const { value: files, diagnostics } = readMigrations(grammar, config, sources);
  const all = [...unreadable, ...diagnostics];
  if (hasErrors(all)) throw new TemplateMistakes(all, new Map(sources.map(({ path, text }) => [path, text])));
  return { grammar, files };
}
