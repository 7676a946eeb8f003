import { readConfig } from '../../src/config/read-config.js';
import type { Config } from '../../src/config/types.js';
import { environmentConfig, local, openEnvironment } from '../../src/environment/open-environment.js';
import type { Environment } from '../../src/environment/types.js';
import { error, hasErrors } from '../../src/source/diagnostic.js';
import { printableLine } from '../../src/source/printable.js';
import type { Diagnostic } from '../../src/source/types.js';
import type { Io } from '../io.js';
import { missingProject } from '../project-folder.js';
import { printDiagnostics } from '../report.js';
import { actionOf } from './action-of.js';
import { textFlag, WrongLine } from './arguments.js';
import { checkControl } from './check-control.js';
import { askAll, openQuestions } from './confirm.js';
import { createContext } from './create-context.js';
import { handleEvents } from './handle-events.js';
import { localSecrets } from './local-secrets.js';
import { mistakesJson } from './mistakes-json.js';
import { refusalOf } from './refusal-of.js';
import { withRunningServices } from './running-services.js';
import { tableText } from './table-text.js';
import { TemplateMistakes } from './template-mistakes.js';
import type { Action, Confirmation, Outcome, PgcogCommand } from './types.js';

/** Runs a command that was read, and gives its exit status. */
export async function runCommand(command: PgcogCommand, io: Io): Promise<number> {
  const missing = missingProject(command);
  if (missing !== null) return fail(command, io, [missing], new Map());
  if (command.group === 'verify') return verify(command, io);
  const { config, file, diagnostics } = await readConfig(command.root, command.configPath);
  if (hasErrors(diagnostics)) return fail(command, io, diagnostics, new Map(file === null ? [] : [[file.path, file.text]]));
  try {
    return await act(command, io, config);
  } catch (thrown) {
    if (io.signal.aborted) return interrupted(command, io);
    if (thrown instanceof TemplateMistakes) return fail(command, io, thrown.diagnostics, thrown.texts);
    const refusal = refusalOf(thrown, config.roles.map(({ name }) => name));
    if (refusal === null) throw thrown;
    const status = fail(command, io, [error(refusal.code, refusal.message, null, refusal.hint)], new Map());
    return thrown instanceof WrongLine ? 2 : status;
  }
}

/** On a server of its own: no environment is asked or changed. */
async function verify(command: PgcogCommand, io: Io): Promise<number> {
  if (command.environment !== local) {
    fail(command, io, [error('PGC619', `verify isolation is about the project, not about environment ${command.environment}`, null, 'leave --env out: it has a server of its own')], new Map());
    return 2;
  }
  const { verifyIsolation } = await import('./verify-isolation.js');
  return verifyIsolation({ ...command, expect: textFlag(command.flags, 'expect') }, io);
}

/** All that can be told before anything is opened comes first; then whose place this is; then the questions. */
async function act(command: PgcogCommand, io: Io, config: Config): Promise<number> {
  const settings = environmentConfig(config, command.environment);
  const action = await actionOf(command);
  action.check?.(command, config);
  const questions = openQuestions(confirmationsOf(command, action, settings.protect), io);
  const environment = await openEnvironment({ root: command.root, name: command.environment, config, databaseUrl: command.databaseUrl, variables: await withRunningServices(command, io.env), localSecrets, create: action.bare === true });
  const stop = (): void => void environment.database.cancel().catch(() => undefined);
  io.signal.addEventListener('abort', stop);
  try {
    if (!command.quiet && !command.json) io.stderr.write(`${environment.name}: ${environment.place}\n`);
    await askAll(questions, io);
    io.signal.throwIfAborted();
    if (action.bare !== true) await checkControl(environment.database.session, command.environment);
    return await run(command, io, { config, action, environment });
  } finally {
    io.signal.removeEventListener('abort', stop);
    await environment.close();
  }
}

function confirmationsOf(command: PgcogCommand, action: Action, isProtected: boolean): readonly Confirmation[] {
  const name = command.environment;
  const own = action.confirm?.(command);
  const guarded = { flag: '--confirm-env', wanted: name, given: command.confirmEnvironment, question: `Type ${name} to write to the environment ${name}` };
  return [...(isProtected && action.writes ? [guarded] : []), ...(own === undefined ? [] : [own])];
}

async function run(command: PgcogCommand, io: Io, parts: { readonly config: Config; readonly action: Action; readonly environment: Environment }): Promise<number> {
  const { config, action, environment } = parts;
  const context = createContext({ command, config, environment, io });
  const outcome = await action.run(context).finally(context.done);
  // Interrupted by now, it is done all the same, and that is told.
  const events = action.writes && !io.signal.aborted ? await handleEvents(environment) : null;
  print(command, io, environment, events === null ? outcome : { ...outcome, json: { ...outcome.json, events: events.json }, says: [...(outcome.says ?? []), ...events.says] });
  return outcome.failed === true ? 1 : 0;
}

function print(command: PgcogCommand, io: Io, environment: Environment, { json, table, text, says, failed }: Outcome): void {
  if (command.json) {
    io.stdout.write(`${JSON.stringify({ ok: failed !== true, environment: environment.name, ...json }, null, 2)}\n`);
    return;
  }
  if (table !== undefined) io.stdout.write(tableText(table));
  if (text !== undefined) io.stdout.write(text);
  if (!command.quiet || failed === true) for (const line of says ?? []) io.stderr.write(`${printableLine(line)}\n`);
}

function fail(command: PgcogCommand, io: Io, diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): number {
  if (command.json) io.stdout.write(mistakesJson(command.environment, diagnostics));
  else printDiagnostics(io, diagnostics, texts, command.quiet);
  return 1;
}

/** A run of migrations has committed more than it has said: the ledger knows. */
function interrupted({ group, name, quiet }: PgcogCommand, io: Io): number {
  const left = group === 'migrate' && name === 'up' ? 'pgcog migrate up goes on where it was, which pgcog migrate status says' : 'what was not said to be done is not done';
  if (!quiet) io.stderr.write(`interrupted; ${left}\n`);
  return 130;
}
