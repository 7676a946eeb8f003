import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { readMigrations } from '../../../src/migrations/files/read-migrations.js';
import type { ReadMigration } from '../../../src/migrations/files/types.js';
import type { SourceFile } from '../../../src/source/types.js';
import { makeConfig, said } from '../../catalog/support.js';

export const grammar = await loadGrammar();
export const config = makeConfig();

/** `{ '0001_init': 'create table ...' }`: bodies below headers that follow each other. */
export function chain(bodies: Readonly<Record<string, string>>): readonly SourceFile[] {
  const ids = Object.keys(bodies);
  return ids.map((id, index) => {
    const after = index === 0 ? '' : `-- after ${ids[index - 1] ?? ''}\n`;
    return { path: `migrations/${id}.sql`, text: `-- pgcog migration ${id}\n${after}\n${bodies[id] ?? ''}\n` };
  });
}

/** What is said about files, with the text under each place. */
export function complaints(files: readonly SourceFile[]): readonly string[] {
  return said({ diagnostics: readMigrations(grammar, config, files).diagnostics, files });
}

/** Of one migration with this body. */
export function complaintsOf(body: string): readonly string[] {
  return complaints(chain({ '0001_init': body }));
}

export function read(files: readonly SourceFile[]): readonly ReadMigration[] {
  const { value, diagnostics } = readMigrations(grammar, config, files);
  if (diagnostics.length > 0) throw new Error(said({ diagnostics, files }).join('\n'));
  return value;
}
