import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ServerRefusal } from '../../src/postgres/refusal.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { shownText } from '../../src/source/shown-text.js';
import type { Diagnostic } from '../../src/source/types.js';
import { NoExpectation, readExpectation, type Expectation } from '../../src/tenancy/isolation/expectation.js';
import { ProjectRefusal, type Project } from '../../src/tenancy/isolation/make-database.js';
import { makeWorld } from '../../src/tenancy/isolation/make-world.js';
import { printFindings, printSummary, printTables } from '../../src/tenancy/isolation/print-proof.js';
import { proveIsolation } from '../../src/tenancy/isolation/prove-isolation.js';
import { readProject } from '../../src/tenancy/isolation/read-project.js';
import type { Proof } from '../../src/tenancy/isolation/types.js';
import { TemplateRefused } from '../../src/tenancy/template/template-refused.js';
import type { Io } from '../io.js';
import { printDiagnostics } from '../report.js';

/** `pgcog verify isolation`, told by flags. */
export interface VerifyIsolationCommand {
  /** Folder of the user's project, absolute. */
  readonly root: string;
  readonly configPath: string | null;
  /** Refused: a server of one's own is not for this. */
  readonly databaseUrl: string | null;
  readonly json: boolean;
  readonly quiet: boolean;
  /** `--expect FILE`, below `root` or absolute: what an earlier `--json` has printed. Null or absent: none. */
  readonly expect?: string | null;
}

/** How the command gets its server; tests share one. */
export type StartIsolationServer = (version: Project['config']['postgres']) => Promise<PostgresServer>;

const ownServer: StartIsolationServer = (version) => startServer({ version, passwords: true });

/**
 * Proves on a scratch server that tenants are isolated, and prints who may do what. Nothing is written to the project.
 *
 * @returns the exit status: 0 isolated, 1 not, or the project has mistakes; 2 a wrong command line, 130 interrupted
 */
export async function verifyIsolation(command: VerifyIsolationCommand, io: Io, start: StartIsolationServer = ownServer): Promise<number> {
  if (command.databaseUrl !== null) {
    return fail(command, io, 'PGC619', 'verify isolation makes roles, which belong to a whole cluster, and drops them again', 'leave --database-url out: it has a server of its own', 2);
  }
  const expectation = await expected(command).catch(thrown);
  if (expectation instanceof Error) return fail(command, io, 'PGC621', `${command.expect ?? ''} ${expectation.message}`, 'pgcog verify isolation --json prints one', 1);
  const { value, diagnostics } = await readProject(command.root, command.configPath);
  if (value === null) return mistakes(command, io, diagnostics);
  try {
    const proof = await prove(value, expectation, io, start);
    if (proof === null) {
      io.stderr.write('interrupted; nothing was proven\n');
      return 130;
    }
    print(command, io, proof, expectation);
    return proof.isolated ? 0 : 1;
  } catch (error) {
    if (error instanceof ServerRefusal) return mistakes(command, io, [error.diagnostic]);
    if (error instanceof TemplateRefused) return fail(command, io, error.code, error.message, error.hint, 1);
    if (error instanceof ProjectRefusal) return mistakes(command, io, error.diagnostics);
    throw error;
  }
}

async function expected({ root, expect }: VerifyIsolationCommand): Promise<Expectation | null> {
  return expect == null ? null : readExpectation(await readFile(resolve(root, expect), 'utf8'));
}

/** What is wrong with the user's file; anything else is our bug. */
function thrown(error: unknown): Error {
  if (error instanceof NoExpectation) return error;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return new NoExpectation(`cannot be read (${error.code})`);
  throw error;
}

/** Null: interrupted. */
async function prove(project: Project, expectation: Expectation | null, io: Io, start: StartIsolationServer): Promise<Proof | null> {
  const server = await start(project.config.postgres);
  const stop = (): void => void server.stop();
  io.signal.addEventListener('abort', stop, { once: true });
  if (io.signal.aborted) stop();
  try {
    const world = await makeWorld(server, project);
    try {
      return await proveIsolation(world, expectation);
    } finally {
      await world.close();
    }
  } catch (error) {
    if (io.signal.aborted) return null;
    throw error;
  } finally {
    io.signal.removeEventListener('abort', stop);
    await server.stop();
  }
}

function print({ json, quiet }: VerifyIsolationCommand, io: Io, proof: Proof, expectation: Expectation | null): void {
  if (json) {
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...proof, accepted: expectation?.accepted ?? [] }, null, 2)}\n`);
    return;
  }
  if (!quiet) io.stdout.write(printSummary(proof));
  io.stderr.write(printFindings(proof.findings));
  if (!quiet) io.stdout.write(`\n${printTables(proof, io.stderr.columns ?? 120)}`);
}

async function mistakes(command: VerifyIsolationCommand, io: Io, diagnostics: readonly Diagnostic[]): Promise<number> {
  if (command.json) io.stdout.write(`${JSON.stringify({ ok: false, schemaVersion: 1, isolated: null, errors: errorsOf(diagnostics), diagnostics }, null, 2)}\n`);
  const texts = new Map<string, string>();
  for (const file of new Set(diagnostics.flatMap(({ span }) => span?.file ?? []))) {
    const text = await shownText(command.root, file);
    if (text !== null) texts.set(file, text);
  }
  if (!command.json) printDiagnostics(io, diagnostics, texts, command.quiet);
  return 1;
}

const errorsOf = (diagnostics: readonly Diagnostic[]): readonly object[] => diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message, hint }) => ({ code, message, hint }));

function fail({ json }: VerifyIsolationCommand, io: Io, code: string, message: string, hint: string, status: number): number {
  if (json) io.stdout.write(`${JSON.stringify({ ok: false, errors: [{ code, message, hint }] }, null, 2)}\n`);
  else io.stderr.write(`error ${code}: ${message}\n  = help: ${hint}\n`);
  return status;
}
