import type { Io } from '../io.js';
import { readCommandLine } from './command-line.js';

/**
 * The only door: command line in, exit status out. 0 done, 1 refused or a mistake, 2 a wrong command line,
 * 130 interrupted. A stack trace is our own bug.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  if (argv[0] === 'docs') {
    const { docsMain } = await import('../docs/main.js');
    return docsMain(argv.slice(1), io);
  }
  if (argv[0] === 'dev') {
    const { devMain } = await import('./dev/main.js');
    return devMain(argv.slice(1), io);
  }
  const command = await readCommandLine(argv, io);
  if (typeof command === 'number') return command;
  const { runCommand } = await import('./run-command.js');
  return runCommand(command, io);
}
