import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Io } from '../io.js';
import { commandsOf } from './package-manager.js';
import type { Manner } from './types.js';

/** A step of what follows the files. */
interface Step {
  readonly says: string;
  readonly command: readonly [string, ...string[]];
}

/** @returns the line that failed; null: all is done */
export async function prepareProject(root: string, { packageManager, install, git }: Manner, io: Io): Promise<string | null> {
  if (git && !isInRepository(root)) await gitInit(root, io);
  if (!install) return null;
  const { install: installing, run } = commandsOf(packageManager);
  const [script, ...rest] = run.split(' ');
  const steps: readonly Step[] = [
    { says: 'installing packages', command: installing },
    { says: 'writing generated/', command: [script ?? packageManager, ...rest, 'generate'] },
    { says: 'writing the first migration', command: commandOf(commandsOf(packageManager).exec, 'pgcog-gen', 'migration', 'init') },
  ];
  for (const { says, command } of steps) {
    io.stderr.write(`${says}\n`);
    const { status, output } = await runIn(root, command, io);
    if (status !== 0) {
      io.stderr.write(output);
      return command.join(' ');
    }
  }
  return null;
}

function commandOf(words: string, ...rest: readonly string[]): readonly [string, ...string[]] {
  const [first = '', ...others] = words.split(' ');
  return [first, ...others, ...rest];
}

/** A repository around it is the project's. */
function isInRepository(root: string): boolean {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** Without git there is no repository, and that is all. */
async function gitInit(root: string, io: Io): Promise<void> {
  const { status } = await runIn(root, ['git', 'init', '--quiet', '--initial-branch=main'], io);
  if (status !== 0) io.stderr.write('no repository was made: git is not there, or would not\n');
}

/** Windows finds npm.cmd by a shell; nothing of the command is the user's text. */
function runIn(cwd: string, [command, ...args]: readonly [string, ...string[]], io: Io): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env: io.env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32', signal: io.signal });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
    child.once('error', (failure) => done({ status: 1, output: `${failure.message}\n` }));
    child.once('close', (status) => done({ status: status ?? 1, output: said.join('') }));
  });
}
