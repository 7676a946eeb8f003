import type { PlopGenerator } from 'node-plop';
import { error } from '../../src/source/diagnostic.js';
import { printableLine } from '../../src/source/printable.js';
import type { Io } from '../io.js';
import { askAnswers } from './ask-answers.js';
import { readGeneratorLine, type GeneratorCommand } from './command-line.js';
import { generatorJson } from './generator-json.js';
import { MissingAnswer, Refused, WrongLine } from './refused.js';
import type { Answers, Prompt } from './types.js';

/** A question of plop's, as far as it can be answered by a flag. */
interface Question {
  readonly name: string;
  readonly type?: string;
  readonly message?: unknown;
  readonly choices?: unknown;
  readonly default?: unknown;
  readonly when?: unknown;
  readonly filter?: (value: unknown, answers: object) => unknown;
  readonly validate?: (value: unknown, answers: object) => unknown;
}

/**
 * Runs a generator of the user's plopfile: its prompts are flags, in their order also plain arguments.
 *
 * @returns the exit status, or 2 for a wrong line
 * @throws Refused PGC767 where one of its actions fails
 */
export async function runOwnGenerator(name: string, generator: PlopGenerator, argv: readonly string[], io: Io): Promise<number> {
  if (!Array.isArray(generator.prompts)) throw new WrongLine('PGC767', `${name} asks its questions itself, so it needs plop's own command`, `npx plop ${name}`);
  const questions = generator.prompts as unknown as readonly Question[];
  const prompts = questions.map(promptOf);
  const form = { name, description: generator.description, prompts, examples: [] };
  const [plain, flags] = splitPlain(argv);
  const command = await readGeneratorLine(form, flags, io);
  if (typeof command === 'number') return command;
  if (command.dryRun) throw new WrongLine('PGC764', `${name} is a generator of plopfile, which writes at once`, 'leave out --dry-run; version control shows what it changed');
  const answers = await collect(questions, prompts, { ...command.answers, ...inOrder(prompts, plain, command) }, io);
  return answers === null ? 130 : act(name, generator, answers, command.json, io);
}

/** Arguments before the first flag. */
function splitPlain(argv: readonly string[]): readonly [readonly string[], readonly string[]] {
  const first = argv.findIndex((one) => one.startsWith('-'));
  return first < 0 ? [argv, []] : [argv.slice(0, first), argv.slice(first)];
}

function inOrder(prompts: readonly Prompt[], plain: readonly string[], { answers }: GeneratorCommand): Answers {
  const open = prompts.filter(({ name }) => answers[name] === undefined);
  if (plain.length > open.length) throw new WrongLine('PGC764', `${JSON.stringify(plain[open.length])} answers nothing`, `it takes ${prompts.map(({ name }) => `--${name}`).join(', ')}`);
  return Object.fromEntries(plain.map((value, index) => [open[index]?.name ?? '', value]));
}

function promptOf(question: Question): Prompt {
  const { name, type, message, choices, when } = question;
  const words = typeof message === 'string' ? message : name;
  const optional = question.default !== undefined || when !== undefined;
  const listed = Array.isArray(choices) ? choices.map(choiceName).filter((one) => one !== null) : undefined;
  return {
    name, words, flag: type === 'confirm' ? `--${name}` : `--${name} <value>`, kind: type === 'confirm' ? 'yes' : type === 'checkbox' ? 'list' : 'text',
    ...(listed !== undefined && type !== 'checkbox' && { choices: listed }), ...(!optional && type !== 'confirm' && { needed: true as const }),
  };
}

function choiceName(choice: unknown): string | null {
  if (typeof choice === 'string') return choice;
  if (typeof choice !== 'object' || choice === null) return null;
  const { value, name } = choice as { readonly value?: unknown; readonly name?: unknown };
  return typeof value === 'string' ? value : typeof name === 'string' ? name : null;
}

/** What was told, asked for, or is the default, as plop's own prompts would have it. Null where nobody answers. */
async function collect(questions: readonly Question[], prompts: readonly Prompt[], told: Answers, io: Io): Promise<Readonly<Record<string, unknown>> | null> {
  const asked = io.ask === undefined ? told : await askAnswers(prompts, told, io.ask);
  if (asked === null) return null;
  const answers: Record<string, unknown> = {};
  for (const [index, question] of questions.entries()) {
    const { name, when, filter, validate, choices } = question;
    if (typeof when === 'function' ? !(await (when as (given: object) => unknown)(answers)) : when === false) continue;
    const prompt = prompts[index];
    const value = asked[name] ?? (typeof question.default === 'function' ? await (question.default as (given: object) => unknown)(answers) : question.default) ?? (prompt?.kind === 'yes' ? false : prompt?.kind === 'list' ? [] : undefined);
    if (value === undefined) throw new MissingAnswer(name, `--${name} is missing: ${prompt?.words ?? name}`, `add --${name}; --help shows the others`);
    if (prompt?.choices !== undefined && Array.isArray(choices) && typeof value === 'string' && !prompt.choices.includes(value)) throw new WrongLine('PGC764', `--${name} ${value}: there is no such choice`, `one of ${prompt.choices.join(', ')}`);
    const valid = validate === undefined ? true : await validate(value, answers);
    if (valid !== true) throw new WrongLine('PGC764', `--${name} ${String(value)}: ${typeof valid === 'string' ? valid : 'it is not valid'}`, 'choose another value');
    answers[name] = filter === undefined ? value : await filter(value, answers);
  }
  return answers;
}

async function act(name: string, generator: PlopGenerator, answers: Readonly<Record<string, unknown>>, json: boolean, io: Io): Promise<number> {
  const [failed, says]: [string[], string[]] = [[], []];
  const say = (text: string): void => void (json ? says.push(text) : io.stderr.write(`${printableLine(text)}\n`));
  await generator.runActions({ ...answers }, {
    onComment: say,
    onSuccess: ({ type, path }) => say(`${type} ${path}`),
    onFailure: ({ type, path, error: said, message }) => failed.push(`${type} ${path}: ${said || message}`.replaceAll('\n', ' ')),
  });
  if (failed.length === 0 && json) io.stdout.write(generatorJson({ ok: true, says }));
  if (failed.length === 0) return 0;
  throw new Refused(failed.map((text) => error('PGC767', `${name}: ${text}`, null, 'what it did before stays; look at its actions in the plopfile')));
}
