import { applyChanges } from '../../src/changes/apply-changes.js';
import { planEdits } from '../../src/changes/plan-edits.js';
import type { PlannedFile } from '../../src/changes/types.js';
import { unifiedDiff } from '../../src/changes/unified-diff.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { hasErrors } from '../../src/source/diagnostic.js';
import { shownText } from '../../src/source/shown-text.js';
import type { Diagnostic } from '../../src/source/types.js';
import type { GenerateCommand } from '../generate-command.js';
import type { Io } from '../io.js';
import { missingProject } from '../project-folder.js';
import { printDiagnostics } from '../report.js';
import { runGenerate, startOwnServer, type StartServer } from '../run-generate.js';
import { askAnswers, askOne } from './ask-answers.js';
import type { GeneratorCommand } from './command-line.js';
import { generatorJson } from './generator-json.js';
import { lazyProject } from './open-project.js';
import { MissingAnswer, Refused, WrongLine } from './refused.js';
import type { Answers, GeneratorForm, Made, Project } from './types.js';

/** What became of a generator. */
interface Outcome {
  readonly status: 0 | 1 | 2;
  readonly files: readonly PlannedFile[];
  readonly made: Pick<Made, 'says' | 'next'>;
  readonly diagnostics: readonly Diagnostic[];
  /** The report of the run of `generate` that followed, with `--json`. */
  readonly generate?: object | null;
}

const nothing: Pick<Made, 'says' | 'next'> = { says: [], next: [] };

/**
 * Runs a generator: plans, writes all or nothing, brings generated/ in line on the same server, and says what to do next.
 *
 * @returns the exit status: 0 right, 1 where something is in the way, 2 where the command line is wrong, 130 not answered
 */
export async function runGenerator(form: GeneratorForm, command: GeneratorCommand, io: Io, start: StartServer = startOwnServer): Promise<number> {
  const missing = missingProject(command);
  if (missing !== null) return finish(command, io, { status: 1, files: [], made: nothing, diagnostics: [missing] });
  const server = sharedServer(command, start);
  try {
    const project = lazyProject({ root: command.root, configPath: command.configPath, startServer: (version) => server.start(generateCommand(command), version) });
    const made = await planAsking(form, command.answers, project, io);
    if (made === null) {
      io.stderr.write('nothing was written\n');
      return 130;
    }
    if ('status' in made) return await finish(command, io, made);
    io.signal.throwIfAborted();
    const written = await write(command, io, made);
    const follows = written.status === 0 && !command.dryRun && command.generate;
    if (command.json) return await finish(command, io, follows ? await generateQuietly(command, io, written, server.start) : written);
    const status = await finish(command, io, written);
    const ended = follows ? await runGenerate(generateCommand(command), io, server.start) : status;
    if (!command.quiet && !command.dryRun && status === 0 && written.files.length > 0) for (const line of made.next) io.stderr.write(`next: ${line}\n`);
    return ended;
  } finally {
    await server.stop();
  }
}

/** Plans, and asks for what turns out to be needed. Null where an answer is refused. */
async function planAsking(form: GeneratorForm, told: Answers, project: Project, io: Io): Promise<Made | Outcome | null> {
  let answers: Answers | null = io.ask === undefined ? told : await askAnswers(form.prompts, told, io.ask);
  while (answers !== null) {
    try {
      const needed = form.prompts.find((prompt) => prompt.needed === true && answers?.[prompt.name] === undefined);
      if (needed !== undefined) throw new MissingAnswer(needed.name, `nothing tells ${needed.words.split(':')[0] ?? ''}`, `${form.examples[0] ?? ''}`);
      return await form.plan(answers, project);
    } catch (failure) {
      io.signal.throwIfAborted();
      const prompt = failure instanceof MissingAnswer ? form.prompts.find(({ name }) => name === failure.prompt) : undefined;
      if (failure instanceof MissingAnswer && prompt !== undefined && io.ask !== undefined && answers[prompt.name] === undefined) {
        io.stderr.write(`${failure.message}\n`);
        const answer = await askOne({ ...prompt, needed: true }, io.ask);
        answers = answer === null ? null : { ...answers, [prompt.name]: answer };
        continue;
      }
      if (failure instanceof Refused) return { status: failure instanceof WrongLine ? 2 : 1, files: [], made: nothing, diagnostics: failure.diagnostics };
      throw failure;
    }
  }
  return null;
}

async function write({ root, dryRun }: GeneratorCommand, io: Io, made: Made): Promise<Outcome> {
  const { value: files, diagnostics } = await planEdits(root, made.edits);
  if (hasErrors(diagnostics)) return { status: 1, files: [], made: nothing, diagnostics };
  const plan = { kind: 'change plan', files } as const;
  if (dryRun) io.stdout.write(await unifiedDiff(plan));
  const failed = dryRun ? [] : await applyChanges(root, plan);
  return { status: hasErrors(failed) ? 1 : 0, files, made, diagnostics: failed };
}

/** Says what is there now, or why it is not. */
async function finish(command: GeneratorCommand, io: Io, { status, files, made, diagnostics, generate = null }: Outcome): Promise<number> {
  if (command.json) {
    io.stdout.write(generatorJson({ ok: status === 0, files, ...made, diagnostics, generate }));
    return status;
  }
  const texts = new Map<string, string>();
  for (const file of new Set(diagnostics.flatMap(({ span }) => span?.file ?? []))) texts.set(file, (await shownText(command.root, file)) ?? '');
  printDiagnostics(io, diagnostics, texts, command.quiet);
  if (hasErrors(diagnostics)) io.stderr.write('nothing was written\n');
  if (command.quiet || status !== 0) return status;
  const verb = (state: string): string => (command.dryRun ? `to be ${state}` : state);
  for (const { path, state } of files) if (state !== 'unchanged') io.stderr.write(`${verb(state)} ${path}\n`);
  for (const line of made.says) io.stderr.write(`${line}\n`);
  if (files.length === 0 && made.says.length === 0) io.stderr.write('it is there already; nothing was written\n');
  if (command.dryRun) io.stderr.write('nothing was written\n');
  return status;
}

/** `generate` as a part of one JSON object. */
async function generateQuietly(command: GeneratorCommand, io: Io, written: Outcome, start: StartServer): Promise<Outcome> {
  let said = '';
  const status = await runGenerate({ ...generateCommand(command), json: true }, { ...io, stdout: { write: (text) => (said += text) } }, start);
  return { ...written, status: status === 0 ? 0 : 1, generate: JSON.parse(said) as object };
}

function generateCommand({ root, configPath, databaseUrl, quiet }: GeneratorCommand): GenerateCommand {
  return { kind: 'generate', root, configPath, databaseUrl, mode: 'follow', json: false, quiet, dump: null };
}

/** One server for the plan and for what follows. */
function sharedServer(command: GeneratorCommand, start: StartServer): { readonly start: StartServer; readonly stop: () => Promise<void> } {
  let running: Promise<PostgresServer> | null = null;
  return {
    start: async (_, version, launched) => {
      const server = await (running ??= start(generateCommand(command), version, launched));
      launched?.();
      return { ...server, connect: (database) => server.connect(database), stop: () => Promise.resolve() };
    },
    stop: async () => {
      const server = await running?.catch(() => null);
      await server?.stop();
    },
  };
}
