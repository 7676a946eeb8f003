import { migrationPatterns } from '../../src/migrations/files/migration-patterns.js';
import { readTexts } from '../../src/migrations/files/read-texts.js';
import type { ReadMigration } from '../../src/migrations/files/types.js';
import { MigrationRefused } from '../../src/migrations/ledger/migration-refused.js';
import { lookAhead, type Outlook } from '../../src/migrations/run/look-ahead.js';
import type { RunOptions } from '../../src/migrations/run/types.js';
import { readSources } from '../../src/source/read-files.js';
import type { Context } from './types.js';

/** Migrations that the database has, all of them, and what is left to be done. */
export interface Seen {
  readonly files: readonly ReadMigration[];
  readonly outlook: Outlook;
}

/**
 * Asks the ledger about the folder by the texts of its files alone.
 *
 * @param tenants as for a run
 * @returns null where a file is new, or something stands in the way: then they have to be read whole, and what is wrong
 * with them is to be said before anything else
 */
export async function lookAtTexts({ command, config, session }: Context, limits: RunOptions['limits'], tenants: RunOptions['tenants']): Promise<Seen | null> {
  const { value: sources, diagnostics } = await readSources(command.root, migrationPatterns);
  const files = diagnostics.length > 0 ? null : readTexts(config, sources);
  if (files === null || files.length === 0) return null;
  try {
    const outlook = await lookAhead({ session, limits, files, tenants });
    return outlook.pending.length > 0 ? null : { files, outlook };
  } catch (thrown) {
    if (thrown instanceof MigrationRefused) return null;
    throw thrown;
  }
}
