import { createHash } from 'node:crypto';
import { replayMigrations } from '../../src/migrations/files/replay-migrations.js';
import { openPrepared } from '../../src/postgres/prepared.js';
import { openScratch } from '../../src/postgres/scratch.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';
import type { Diagnostic, Staged } from '../../src/source/types.js';
import { publicFaceSql } from '../../src/tenancy/public-face.js';
import { build } from '../version.js';
import type { OpenedMigrations } from './open-migrations.js';

/** Carries the migrations' mistakes out of the preparation, so that a broken state is never kept. */
class MigrationMistakes extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('the migrations have mistakes');
  }
}

type Replayed = Pick<OpenedMigrations, 'config' | 'grammar' | 'migrations'>;

function keyOf({ config, migrations }: Replayed, server: PostgresServer): string {
  const { roles, knownRoles, templateSchema, defaultGrants } = config;
  const told = [build, roles, knownRoles, templateSchema, defaultGrants, publicFaceSql(config), migrations.map(({ checksum }) => checksum)];
  return `migrations ${createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 32)} ${server.version}`;
}

/**
 * A database with the template as of the last migration. `kept`: to be looked at alone; an earlier run's can serve.
 * Without it the database is this run's own, and may be used up.
 *
 * @returns null with errors where a statement fails
 */
export async function replayedDatabase(server: PostgresServer, input: Replayed, { kept }: { readonly kept: boolean }): Promise<Staged<ScratchDatabase | null>> {
  const prepare = async (database: ScratchDatabase): Promise<void> => {
    const diagnostics = await replayMigrations({ database, ...input });
    if (diagnostics.length > 0) throw new MigrationMistakes(diagnostics);
  };
  try {
    if (kept) return { value: await openPrepared(server, keyOf(input, server), prepare), diagnostics: [] };
    const database = await openScratch(server);
    await prepare(database).catch((failure: unknown) => database.drop().then(() => { throw failure; }));
    return { value: database, diagnostics: [] };
  } catch (failure) {
    if (failure instanceof MigrationMistakes) return { value: null, diagnostics: failure.diagnostics };
    throw failure;
  }
}
