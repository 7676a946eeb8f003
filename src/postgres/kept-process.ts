import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ServerUser } from './server-user.js';

/** A server process that cannot outlive us. */
export interface KeptProcess {
  /** Resolves to null when a line of its log matches, else, when it ended before that, to its whole log so far. */
  waitFor(pattern: RegExp): Promise<string | null>;
  /** Stops it by its signal (QUIT: at once) and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * The shell starts the server and then reads a pipe of which we hold the only other end. However we go, even by
 * `kill -9`, the pipe closes and the shell stops the server. It is the server's parent, so the process id cannot mean
 * anybody else. A second shell does the same by the server's file, in case the first has been killed; what both inherit
 * keeps others from starting a server there, so the file names none but ours.
 */
const keeper = `
signal=$1; file=$2; shift 2
"$@" </dev/null &
server=$!
exec 4<&0 >/dev/null 2>&1
(read -r line; read -r pid <"$file" && kill -s "$signal" "$pid") <&4 &
read -r line
kill -s "$signal" $server
wait`;

/** The same where there is no shell and are no signals (Windows): by Node and `pg_ctl`, the two arguments after `--`. */
const portableKeeper = `
const { spawn, spawnSync } = require('node:child_process');
const [stop, ...start] = process.argv.slice(1).map((text) => JSON.parse(text));
const [program, ...rest] = start;
const server = spawn(program, rest, { stdio: ['ignore', 'ignore', 'inherit'], windowsHide: true });
const gone = new Promise((resolve) => server.on('exit', resolve).on('error', resolve));
gone.then(() => process.exit(1));
process.stdin.resume().on('close', () => {
  spawnSync(stop[0], stop.slice(1), { stdio: 'ignore', windowsHide: true });
  gone.then(() => process.exit(0));
});
`;

/** How a {@link KeptProcess} is started. */
export interface KeptProgram {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: ServerUser | null;
  /** Set where signals do not exist: the command line that stops the program at once. */
  readonly stopCommand: readonly string[] | null;
  /** Where the program writes its process id. */
  readonly pidFile: string;
  /** A descriptor that every process of the program is to hold; null: none. */
  readonly inherited: number | null;
  /** QUIT, PostgreSQL's "immediate"; TERM, "smart": when its last session has ended. Absent: QUIT. */
  readonly stopSignal?: 'QUIT' | 'TERM';
}

/** Starts a program whose log goes to standard error. */
export function keepProcess(start: KeptProgram): KeptProcess {
  const child = startKeeper(start);
  const log = followLog(child);
  // The pipe breaks when the keeper is gone before us; then there is nothing left to stop.
  child.stdin.on('error', () => undefined);
  return {
    waitFor: (pattern) => log.waitFor(pattern).finally(() => letGo(child)),
    stop: async () => {
      child.ref();
      child.stdin.end();
      await log.exited;
    },
  };
}

type Keeper = ChildProcess & { readonly stdin: Writable; readonly stderr: Readable };

function startKeeper(start: KeptProgram): Keeper {
  const child = spawn(...commandLine(start), {
    cwd: '/',
    env: start.environment,
    stdio: ['pipe', 'ignore', 'pipe', start.inherited ?? 'ignore'],
    // A session of its own: Ctrl-C in the terminal reaches us, and we end it in order.
    detached: true,
    windowsHide: true,
    ...(start.user !== null && { uid: start.user.uid, gid: start.user.gid }),
  });
  const { stdin, stderr } = child;
  if (stdin === null || stderr === null) throw new Error('a process was started without its pipes');
  return Object.assign(child, { stdin, stderr });
}

function commandLine(start: KeptProgram): [string, string[]] {
  const { program, arguments: rest, stopCommand } = start;
  if (stopCommand === null) return ['/bin/sh', ['-c', keeper, 'pgcog-keeper', start.stopSignal ?? 'QUIT', start.pidFile, program, ...rest]];
  const words = [stopCommand, program, ...rest].map((word) => JSON.stringify(word));
  return [process.execPath, ['-e', portableKeeper, '--', ...words]];
}

/** A server that is still running must not keep our process from ending. */
function letGo(child: Keeper): void {
  child.unref();
  for (const stream of [child.stdin, child.stderr]) {
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
}

interface Log {
  waitFor(pattern: RegExp): Promise<string | null>;
  readonly exited: Promise<void>;
}

function followLog(child: Keeper): Log {
  let text = '';
  let waiting: RegExp | null = null;
  let answer: (log: string | null) => void = () => undefined;
  const end = (): void => answer(text);
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    // The end is what explains a failure; the rest must not pile up behind a server that runs all day.
    text = (text + chunk).slice(-20_000);
    if (waiting?.test(text) === true) answer(null);
  });
  child.stderr.on('end', end);
  const exited = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', (error) => {
      text += error.message;
      end();
      resolve();
    });
  });
  const waitFor = (pattern: RegExp): Promise<string | null> =>
    new Promise((resolve) => {
      answer = resolve;
      waiting = pattern;
      if (pattern.test(text)) resolve(null);
    });
  return { waitFor, exited };
}
