import { readGeneratorLine } from '../../generators/plop/command-line.js';
import { formOf } from '../../generators/plop/form-of.js';
import type { GeneratorName } from '../../generators/plop/names.js';
import { runGenerator } from '../../generators/plop/run-generator.js';
import type { StartServer } from '../../generators/run-generate.js';
import type { Outcome } from '../support/project.js';
import { testIo } from './support.js';

/** Runs `pgcog-gen NAME ARGS` in `root`; `answers` are what is typed where something is asked, and then Ctrl-C. */
export async function make(root: string, [name, ...args]: readonly [Exclude<GeneratorName, 'migration'>, ...string[]], start?: StartServer, answers?: readonly string[]): Promise<Outcome & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const waiting = [...(answers ?? [])];
  const io = testIo(root, { NO_COLOR: '1' });
  const world = answers === undefined ? io : { ...io, ask: (question: string) => {
    asked.push(question);
    return Promise.resolve(waiting.shift() ?? null);
  } };
  const form = await formOf(name);
  const command = await readGeneratorLine(form, args, world);
  const status = typeof command === 'number' ? command : await runGenerator(form, command, world, start);
  return { status, stdout: io.out(), stderr: io.err(), asked };
}
