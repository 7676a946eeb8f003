import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { readCommandLine } from '../../generators/command-line.js';
import type { GenerateCommand } from '../../generators/generate-command.js';
import type { Io } from '../../generators/io.js';
import type { StartServer } from '../../generators/run-generate.js';
import { runGenerate } from '../../generators/run-generate.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';

/** What a command printed and how it ended. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Text of every file below `folder` by POSIX path, without what a run keeps for itself. */
export function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('.pgcog/'));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** A project in a folder of its own, made of the files given. */
export function makeProject(files: Readonly<Record<string, string>> | ReadonlyMap<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-case-'));
  for (const [path, text] of files instanceof Map ? files : Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

export function copyProject(folder: string, without: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-case-'));
  cpSync(folder, root, { recursive: true, filter: (path) => !without.includes(relative(folder, path)) });
  return root;
}

export const removeProject = (root: string): void => rmSync(root, { recursive: true, force: true });

/** Runs `pgcog-gen` with these arguments in `root`, on `start`'s server where one is given. */
export async function run(root: string, args: readonly string[], start?: StartServer): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  const io: Io = {
    cwd: root,
    env: { NO_COLOR: '1' },
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  };
  const command: GenerateCommand | number = await readCommandLine(args, io);
  const status = typeof command === 'number' ? command : await runGenerate(command, io, start);
  return { status, stdout, stderr };
}

/** One server for all runs of a test file. */
export function sharedServer(): { readonly start: StartServer; stop(): Promise<void> } {
  let server: Promise<PostgresServer> | null = null;
  return {
    async start(_command, version) {
      const running = await (server ??= startServer({ version }));
      return { ...running, connect: (database) => running.connect(database), stop: () => Promise.resolve() };
    },
    async stop() {
      await (await server)?.stop();
    },
  };
}
