import type { Io } from '../io.js';
import { readMigrationLine } from './command-line.js';
import { migrationMistake } from './report.js';

/** `pgcog-gen migration`: the rest of the command line in, exit status out, as `main` has it. */
export async function migrationMain(argv: readonly string[], io: Io): Promise<number> {
  const command = await readMigrationLine(argv, io);
  if (typeof command === 'number') return command;
  const [{ runMigration }, { loadPlanner }, { untilInterrupted }] = await Promise.all([import('./run-migration.js'), import('./planner.js'), import('../until-interrupted.js')]);
  return untilInterrupted(io, command.json ? migrationMistake : null, (start) => runMigration(command, io, { start, planner: loadPlanner }));
}
