import type { Io } from '../../io.js';
import { readDevLine } from './command-line.js';

/** `pgcog dev`: the rest of the command line in, exit status out, as `main` has it. */
export async function devMain(argv: readonly string[], io: Io): Promise<number> {
  const command = await readDevLine(argv, io);
  if (typeof command === 'number') return command;
  const { runDev } = await import('./run-dev.js');
  return runDev(command, io);
}
