import type { Io } from '../io.js';
import { readGeneratorLine } from './command-line.js';
import { formOf } from './form-of.js';
import type { GeneratorName } from './names.js';

/** `pgcog-gen resolver` and the like: the rest of the command line in, exit status out, as `main` has it. */
export async function generatorMain(name: Exclude<GeneratorName, 'migration'>, argv: readonly string[], io: Io): Promise<number> {
  const form = await formOf(name);
  const command = await readGeneratorLine(form, argv, io);
  if (typeof command === 'number') return command;
  const { runGenerator } = await import('./run-generator.js');
  return runGenerator(form, command, io);
}
