import type { PostgresServer } from '../src/postgres/types.js';
import { hasErrors, sortDiagnostics } from '../src/source/diagnostic.js';
import type { Diagnostic } from '../src/source/types.js';
import { batchNote } from './batch-note.js';
import type { GenerateCommand, Stage } from './generate-command.js';
import type { Generated } from './generate.js';
import type { Io } from './io.js';
import { tuneV8 } from './tune-v8.js';
import { createProgress } from './progress.js';
import { missingProject } from './project-folder.js';
import type { FileReport, Report } from './report.js';
import { jsonText, mistakesReport, printDiagnostics, printSummary } from './report.js';
import { hashInputs, isUpToDate, readLastRun, writeLastRun } from './up-to-date.js';
import { withoutEchoes } from './without-echoes.js';

/** How a run gets its server; tests and `--watch` share one between runs. */
export type StartServer = (command: GenerateCommand, version: 17 | 18, launched?: () => void) => Promise<PostgresServer>;

/** Starts the server a command asks for: embedded, or its `--database-url`. */
export const startOwnServer: StartServer = async (command, version, launched) => {
  const { startServer } = await import('../src/postgres/start-server.js');
  return startServer({ version, launched, ...(command.databaseUrl !== null && { databaseUrl: command.databaseUrl }) });
};

/** Texts of the files that diagnostics name. */
export async function textsOf(command: GenerateCommand, diagnostics: readonly Diagnostic[]): Promise<Map<string, string>> {
  const { shownText } = await import('../src/source/shown-text.js');
  const paths = new Set(diagnostics.flatMap((one) => [one.span, ...one.related.map(({ span }) => span)]).map((span) => span?.file));
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = path === undefined ? null : await shownText(command.root, path);
    if (path !== undefined && text !== null) texts.set(path, text);
  }
  return texts;
}

/** Prints a finished run in the way asked for and gives its exit status. */
async function finish(command: GenerateCommand, io: Io, report: Report, notes: readonly string[] = []): Promise<number> {
  const texts = await textsOf(command, report.diagnostics);
  if (command.json) io.stdout.write(jsonText(report, texts));
  else {
    printDiagnostics(io, report.diagnostics, texts, command.quiet);
    if (!command.quiet || !report.ok) printSummary(io, report, command.mode, notes);
  }
  return report.ok ? 0 : 1;
}

/** Starts a server and runs the stages. The server stops by itself then; `stopped` is when it has. @throws what the signal's `throwIfAborted` does */
export async function runStages(command: GenerateCommand, io: Io, start: StartServer, lastTemplate: string | null): Promise<{ readonly done: Generated; readonly stopped: Promise<void> }> {
  await tuneV8();
  const { generate } = await import('./generate.js');
  const progress = createProgress(io, 5, !command.quiet && !command.json);
  let server: PostgresServer | null = null;
  const stop = async (): Promise<void> => (server as PostgresServer | null)?.stop();
  try {
    const done = await generate({
      root: command.root,
      configPath: command.configPath,
      startServer: async (version, launched) => (server = await start(command, version, launched)),
      lastTemplate,
      progress,
    });
    io.signal.throwIfAborted();
    return { done: withoutNoise(done), stopped: stop() };
  } catch (failure) {
    await stop();
    throw failure;
  } finally {
    progress.done();
  }
}

const withoutNoise = (done: Generated): Generated => ({ ...done, diagnostics: withoutEchoes(done.diagnostics) });

/** What the run decided that its reader may want to know: the batch sizes, each with its reason. */
function notesOf(done: Generated): readonly string[] {
  return (done.resolvers?.resolvers ?? []).flatMap(({ batchReason }) => (batchReason === null ? [] : [batchReason]));
}

/** What is left to do of a run; the stages' own products are no longer needed, and large. */
interface Ready {
  /** Null where mistakes were found. */
  readonly changes: Generated['changes'];
  readonly template: string | null;
  readonly madeFrom: Generated['madeFrom'];
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** The same in short. */
  readonly batches: readonly string[];
}

function readyOf(done: Generated): Ready {
  const { changes, diagnostics, madeFrom, resolvers, template } = done;
  return { changes: hasErrors(diagnostics) ? null : changes, template, madeFrom, diagnostics, notes: notesOf(done), batches: batchNote(resolvers?.resolvers ?? []) };
}

/** Writes, checks or shows what a run wants on disk. */
async function settle(command: GenerateCommand, io: Io, { changes, madeFrom }: Ready): Promise<{ files: readonly FileReport[]; diagnostics: readonly Diagnostic[]; stale: boolean }> {
  if (changes === null) return { files: [], diagnostics: [], stale: false };
  const { settleChanges } = await import('./settle-changes.js');
  return settleChanges(command, io, changes, madeFrom);
}

async function dump(command: GenerateCommand, io: Io, stage: Stage, done: Generated): Promise<number> {
  const value = done[stage];
  if (value !== null) io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  printDiagnostics(io, sortDiagnostics(done.diagnostics), await textsOf(command, done.diagnostics), command.quiet);
  return hasErrors(done.diagnostics) ? 1 : 0;
}

/** Without what the user has in another place. */
function wantedOf(changes: NonNullable<Generated['changes']>, files: readonly FileReport[]): NonNullable<Generated['changes']> {
  const paths = new Set(files.map(({ path }) => path));
  return changes.filter(({ path }) => paths.has(path));
}

/** The rest of a run, once all is planned. */
async function conclude(command: GenerateCommand, io: Io, inputs: string | null, ready: Ready): Promise<number> {
  const settled = await settle(command, io, ready);
  const diagnostics = sortDiagnostics([...ready.diagnostics, ...settled.diagnostics]);
  const ok = !hasErrors(diagnostics) && !settled.stale;
  const { changes, notes, template } = ready;
  const upToDate = changes !== null && settled.files.every(({ state }) => state === 'unchanged' || state === 'kept');
  if (ok && changes !== null && command.mode !== 'dry-run') writeLastRun(command, inputs, wantedOf(changes, settled.files), { diagnostics, notes, template });
  return finish(command, io, { schemaVersion: 1, ok, upToDate, files: settled.files, notes, diagnostics }, ready.batches);
}

/**
 * `pgcog-gen generate`, once.
 *
 * @returns the exit status: 0 right, 1 mistakes in the input or, with `--check`, something stale
 */
export async function runGenerate(command: GenerateCommand, io: Io, start: StartServer = startOwnServer): Promise<number> {
  const missing = missingProject(command);
  if (missing !== null) return finish(command, io, mistakesReport([missing]));
  const last = readLastRun(command);
  if (last !== null && command.dump === null && isUpToDate(command, last)) {
    const files = last.outputs.map(({ path }): FileReport => ({ path, state: 'unchanged' }));
    return finish(command, io, { schemaVersion: 1, ok: true, upToDate: true, files, notes: last.notes, diagnostics: last.diagnostics });
  }
  const inputs = hashInputs(command);
  const { status, stopped } = await runStages(command, io, start, last?.template ?? null).then(({ done, stopped: gone }) => ({
    status: command.dump === null ? conclude(command, io, inputs, readyOf(done)) : dump(command, io, command.dump, done),
    stopped: gone,
  }));
  return (await Promise.all([status, stopped]))[0];
}
