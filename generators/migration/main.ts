import type { Io } from '../io.js';
import { readMigrationLine } from './command-line.js';

/** `pgcog-gen migration`: the rest of the command line in, exit status out, as `main` has it. */
export async function migrationMain(argv: readonly string[], io: Io): Promise<number> {
  const command = await readMigrationLine(argv, io);
  if (typeof command === 'number') return command;
  const { runMigration } = await import('./run-migration.js');
  return runMigration(command, io);
}
