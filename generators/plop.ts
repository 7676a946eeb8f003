import type { ActionType, CustomActionFunction, NodePlopAPI, PromptQuestion } from 'node-plop';
import { databaseUrlIn, type Io } from './io.js';
import { formOf, type FormName } from './plop/form-of.js';
import { generatorNames } from './plop/names.js';
import { runGenerator } from './plop/run-generator.js';
import type { Answers, GeneratorForm, Prompt } from './plop/types.js';

/** The type of the action that runs a generator of this package. */
const actionType = 'pg-cognition';

/**
 * Registers the generators of this package with plop: `await plop.load('pg-cognition/plop')` in a plopfile. Their
 * prompts ask for what the flags of pgcog-gen say; what they make is written all or nothing, and `generate` follows.
 * It is the default export because plop asks for one.
 */
export default async function register(plop: NodePlopAPI): Promise<void> {
  const names = Object.keys(generatorNames).filter((name) => name !== 'migration') as FormName[];
  plop.setActionType(actionType, async (answers, config, api) => run(await formOf(config['generator'] as FormName), answers as Readonly<Record<string, unknown>>, api.getDestBasePath()));
  for (const name of names) {
    const form = await formOf(name);
    const actions = [{ type: actionType, generator: name }] as unknown as ActionType[];
    plop.setGenerator(name, { description: form.description, prompts: form.prompts.map(questionOf), actions });
  }
  const name: Prompt = { name: 'name', flag: null, words: 'what the change does: add_order_note', kind: 'text', needed: true };
  plop.setGenerator('migration', { description: generatorNames.migration, prompts: [questionOf(name)], actions: [migrate] });
}

/** Questions about renames and values have flags: pgcog-gen asks them, plop shows what it says. */
const migrate: CustomActionFunction = (answers, _, api) => inProcess('migration', async (io) => {
  const { migrationMain } = await import('./migration/main.js');
  return migrationMain([String((answers as Readonly<Record<string, unknown>>)['name'])], io);
}, api.getDestBasePath());

/** A prompt as plop asks it; what is optional may be left empty. */
function questionOf({ name, words, kind, choices, needed }: Prompt): PromptQuestion {
  const common = { name, message: kind === 'list' ? `${words}, several with semicolons between` : words };
  if (kind === 'yes') return { ...common, type: 'confirm', default: false };
  if (choices !== undefined) return { ...common, type: 'list', choices: needed === true ? [...choices] : [{ name: '(not said)', value: '' }, ...choices] };
  const validate = (value: string): true | string => needed !== true || value.trim() !== '' || 'it is needed';
  return { ...common, type: 'input', validate };
}

function run(form: GeneratorForm, given: Readonly<Record<string, unknown>>, root: string): Promise<string> {
  const command = { root, configPath: null, databaseUrl: databaseUrlIn(process.env), dryRun: false, generate: true, json: false, quiet: false, answers: answersOf(form.prompts, given) };
  return inProcess(form.name, (io) => runGenerator(form, command, io), root);
}

/** @throws Error where it ends with another status than 0: plop shows its message */
async function inProcess(name: string, work: (io: Io) => Promise<number>, root: string): Promise<string> {
  const [interrupted, stop] = [new AbortController(), (): void => interrupted.abort()];
  process.once('SIGINT', stop);
  try {
    const status = await work({ cwd: root, env: process.env, stdout: process.stdout, stderr: process.stderr, signal: interrupted.signal });
    if (status !== 0) throw new Error(`pgcog-gen ${name} ended with ${status}`);
    return name;
  } finally {
    process.off('SIGINT', stop);
  }
}

function answersOf(prompts: readonly Prompt[], given: Readonly<Record<string, unknown>>): Answers {
  return Object.fromEntries(prompts.flatMap(({ name, kind }): readonly (readonly [string, string | readonly string[] | boolean])[] => {
    const value = given[name];
    if (typeof value === 'boolean') return [[name, value]];
    if (typeof value !== 'string' || value.trim() === '') return [];
    return [[name, kind === 'list' ? value.split(';').map((one) => one.trim()).filter((one) => one !== '') : value]];
  }));
}
