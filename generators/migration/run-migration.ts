import { hasErrors } from '../../src/source/diagnostic.js';
import { ServerRefusal } from '../../src/postgres/refusal.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import type { Diagnostic } from '../../src/source/types.js';
import type { Io } from '../io.js';
import { startOwnServer, type StartServer } from '../run-generate.js';
import { checkMigrations } from './check-migrations.js';
import { openMigrations, type OpenedMigrations } from './open-migrations.js';
import { loadPlanner, type Planner } from './planner.js';
import { rebaseMigration } from './rebase-migration.js';
import { finish, refused, type MigrationReport } from './report.js';
import type { MigrationCommand } from './types.js';
import { writeMigration } from './write-migration.js';

/** What a run can be given instead of its own. */
export interface MigrationTools {
  readonly start: StartServer;
  readonly planner: () => Promise<Planner>;
}

const ownTools: MigrationTools = { start: startOwnServer, planner: loadPlanner };

/**
 * `pgcog-gen migration`, once.
 *
 * @returns the exit status: 0 right, 1 where something is to be put right first
 */
export async function runMigration(command: MigrationCommand, io: Io, tools: MigrationTools = ownTools): Promise<number> {
  const opened = await openMigrations(command);
  if ('code' in opened) return finish(command, io, refused([opened]));
  // Two heads are what a rebase is for.
  if (command.kind === 'rebase') return finish(command, io, await rebaseMigration(command, opened));
  if (hasErrors(opened.diagnostics)) return finish(command, io, refused(opened.diagnostics));
  return finish(command, io, await onServer(command, io, opened, tools));
}

async function onServer(command: Exclude<MigrationCommand, { kind: 'rebase' }>, io: Io, opened: OpenedMigrations, { start, planner }: MigrationTools): Promise<MigrationReport> {
  const server = await start({ ...command, kind: 'generate', mode: 'check', quiet: true, dump: null }, opened.config.postgres).catch(refusal);
  if ('code' in server) return refused([server]);
  try {
    const input = { opened, server: server satisfies PostgresServer, planner: await planner() };
    const report = command.kind === 'check' ? await checkMigrations(input) : await writeMigration({ ...input, command, io });
    // What a server says that is ending is no mistake of anybody's.
    if (report.state === 'refused') io.signal.throwIfAborted();
    return report;
  } finally {
    await server.stop();
  }
}

/** A server that cannot be had is something to tell the user; anything else is our bug. */
function refusal(failure: unknown): Diagnostic {
  if (failure instanceof ServerRefusal) return failure.diagnostic;
  throw failure;
}
