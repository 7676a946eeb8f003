import type { Io } from '../io.js';
import { readGeneratorLine } from './command-line.js';
import { generatorMistake } from './generator-json.js';
import { formOf, type FormName } from './form-of.js';

/** `pgcog-gen resolver` and the like: the rest of the command line in, exit status out, as `main` has it. */
export async function generatorMain(name: FormName, argv: readonly string[], io: Io): Promise<number> {
  const form = await formOf(name);
  const command = await readGeneratorLine(form, argv, io);
  if (typeof command === 'number') return command;
  const [{ runGenerator }, { untilInterrupted }] = await Promise.all([import('./run-generator.js'), import('../until-interrupted.js')]);
  return untilInterrupted(io, command.json ? generatorMistake : null, (start) => runGenerator(form, command, io, start));
}
