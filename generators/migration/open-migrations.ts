import { readConfig } from '../../src/config/read-config.js';
import type { Config } from '../../src/config/types.js';
import { migrationPatterns } from '../../src/migrations/files/migration-patterns.js';
import { readMigrations } from '../../src/migrations/files/read-migrations.js';
import type { ReadMigration } from '../../src/migrations/files/types.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import type { Grammar } from '../../src/parse/types.js';
import { readSources } from '../../src/source/read-files.js';
import type { Diagnostic, SourceFile } from '../../src/source/types.js';
import { missingProject } from '../project-folder.js';
import type { MigrationCommand } from './types.js';

/** What a project says about itself and its migrations. */
export interface OpenedMigrations {
  readonly config: Config;
  readonly grammar: Grammar;
  /** The template and `shared`. */
  readonly template: readonly SourceFile[];
  readonly files: readonly SourceFile[];
  readonly migrations: readonly ReadMigration[];
  readonly diagnostics: readonly Diagnostic[];
}

const templatePatterns = ['tenant_template/**/*.sql', 'shared/**/*.sql'];

/** Reads the project without a server. A diagnostic where there is none. */
export async function openMigrations({ root, configPath }: Pick<MigrationCommand, 'root' | 'configPath'>): Promise<OpenedMigrations | Diagnostic> {
  const missing = missingProject({ root });
  if (missing !== null) return missing;
  const [{ config, diagnostics }, grammar, template, files] = await Promise.all([
    readConfig(root, configPath), loadGrammar(), readSources(root, templatePatterns), readSources(root, migrationPatterns),
  ]);
  const migrations = readMigrations(grammar, config, files.value);
  return {
    config, grammar, template: template.value, files: files.value, migrations: migrations.value,
    diagnostics: [...diagnostics, ...template.diagnostics, ...files.diagnostics, ...migrations.diagnostics],
  };
}
