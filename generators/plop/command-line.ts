import { databaseUrlIn, type Io } from '../io.js';
import { addProjectFlags, lineReader } from '../line-reader.js';
import { generatorMistake } from './generator-json.js';
import type { Answers, GeneratorForm, Prompt } from './types.js';

/** A generator, told by flags. */
export interface GeneratorCommand {
  /** Folder of the user's project, absolute. */
  readonly root: string;
  readonly configPath: string | null;
  readonly databaseUrl: string | null;
  readonly dryRun: boolean;
  /** Whether `generate` follows. */
  readonly generate: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly answers: Answers;
}

type Flags = Readonly<Record<string, unknown>>;

/**
 * Reads what stands behind `pgcog-gen resolver` and the like.
 *
 * @returns the command, or the exit status where there is nothing to run (help 0, a wrong line 2)
 */
export async function readGeneratorLine(form: Pick<GeneratorForm, 'name' | 'description' | 'prompts' | 'examples'>, argv: readonly string[], io: Io): Promise<GeneratorCommand | number> {
  const [{ Option }, { resolve }] = await Promise.all([import('commander'), import('node:path')]);
  let command: GeneratorCommand | null = null;
  const { program, read } = await lineReader({ name: `pgcog-gen ${form.name}`, argv, io, help: `pgcog-gen ${form.name} --help`, asJson: generatorMistake });
  program.description(`Makes ${form.description}.`);
  if (form.examples.length > 0) program.addHelpText('after', `\nExamples:\n${form.examples.map((one) => `  ${one}`).join('\n')}`);
  for (const prompt of form.prompts) {
    if (prompt.flag === null) program.argument(`[${prompt.name}]`, wordsOf(prompt));
    else if (prompt.kind === 'list') program.addOption(new Option(prompt.flag, wordsOf(prompt)).argParser((value: string, all: readonly string[] = []) => [...all, value]));
    else program.option(prompt.flag, wordsOf(prompt));
  }
  addProjectFlags(program, io)
    .option('--dry-run', 'write nothing; show what would change')
    .option('--no-generate', 'leave generated/ as it is')
    .option('--json', 'one JSON object on standard output')
    .option('--quiet', 'say nothing but errors and warnings')
    .action((...given: unknown[]) => {
      const flags = program.opts<Flags>();
      const text = (name: string): string | null => (typeof flags[name] === 'string' ? flags[name] : null);
      command = {
        root: resolve(io.cwd, text('cwd') ?? '.'), configPath: text('config'), databaseUrl: text('databaseUrl') ?? databaseUrlIn(io.env),
        dryRun: flags['dryRun'] === true, generate: flags['generate'] !== false, json: flags['json'] === true, quiet: flags['quiet'] === true,
        answers: answersOf(form.prompts, given, flags),
      };
    });
  return (await read()) ?? command ?? 2;
}

function wordsOf({ words, choices }: Prompt): string {
  return choices === undefined ? words : `${words}: ${choices.join(', ')}`;
}

function answersOf(prompts: readonly Prompt[], given: readonly unknown[], flags: Flags): Answers {
  const named = prompts.filter(({ flag }) => flag === null);
  return Object.fromEntries(prompts.flatMap((prompt): readonly (readonly [string, string | readonly string[] | boolean])[] => {
    const value = prompt.flag === null ? given[named.indexOf(prompt)] : flags[camel(prompt.flag)];
    return typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value) ? [[prompt.name, value as string | readonly string[] | boolean]] : [];
  }));
}

/** What commander calls `--order-by <column>`: `orderBy`. */
function camel(flag: string): string {
  return (flag.split(' ')[0] ?? '').slice(2).replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
