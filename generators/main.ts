import { readCommandLine } from './command-line.js';
import type { Io } from './io.js';
import { isGeneratorName } from './plop/names.js';

/**
 * The only door: command line in, exit status out. 0 right, 1 mistakes in the user's files or something stale,
 * 2 a wrong command line, 130 interrupted. A stack trace is our own bug.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  if (argv[0] === 'migration') {
    const { migrationMain } = await import('./migration/main.js');
    return migrationMain(argv.slice(1), io);
  }
  const [name] = argv;
  if (name === undefined) return (await import('./plop/own-main.js')).listGenerators(io);
  if (isGeneratorName(name) && name !== 'migration') {
    const { generatorMain } = await import('./plop/main.js');
    return generatorMain(name, argv.slice(1), io);
  }
  if (name !== 'generate' && !name.startsWith('-')) {
    const { ownMain } = await import('./plop/own-main.js');
    const status = await ownMain(argv, io);
    if (status !== null) return status;
  }
  const command = await readCommandLine(argv, io);
  if (typeof command === 'number') return command;
  if (command.mode === 'watch') {
    const { watch } = await import('./watch.js');
    return watch(command, io);
  }
  const [{ runGenerate }, { generateMistake }, { untilInterrupted }] = await Promise.all([import('./run-generate.js'), import('./report.js'), import('./until-interrupted.js')]);
  return untilInterrupted(io, command.json ? generateMistake : null, (start) => runGenerate(command, io, start));
}
