import { constants } from 'node:os';
import type { Io } from './io.js';
import { onBrokenPipe } from './pgcog/on-broken-pipe.js';

/** A closed terminal is a signal like the others: what runs ends whole. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface ProcessIo {
  readonly io: Io;
  /** Sets what the shell is told: of a command that was interrupted (130), by which signal; that not all of what it printed is there. */
  end(status: number): void;
}

/** The world of this process, for a bin: signals interrupt it once, and a reader who goes early is no failure. */
export function processIo(): ProcessIo {
  const brokenBy = onBrokenPipe(process.stdout, process.stderr);
  const interrupted = new AbortController();
  let heard: (typeof signals)[number] = 'SIGINT';
  for (const signal of signals) {
    process.once(signal, () => {
      if (!interrupted.signal.aborted) heard = signal;
      interrupted.abort();
    });
  }
  const io: Io = {
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
    ...(process.stdin.isTTY && process.stderr.isTTY && {
      terminal: { input: process.stdin, output: process.stderr },
      ask: async (question: string) => (await import('./pgcog/ask.js')).ask(question, { input: process.stdin, output: process.stderr, signal: interrupted.signal }),
    }),
  };
  // Null until the work is done, or has thrown.
  let done: number | null = null;
  process.once('uncaughtExceptionMonitor', () => (done = 1));
  process.once('exit', (code) => {
    const mistake = done === null && !interrupted.signal.aborted ? 'PGC623: code of the project (settings, plopfile) has ended the process before the work was done'
      : brokenBy() === null ? null : `PGC622: what is printed cannot be written (${brokenBy() ?? ''})`;
    if (mistake === null) return;
    process.stderr.write(`error ${mistake}\n`);
    process.exitCode = code === 0 ? 1 : code;
  });
  const end = (status: number): void => {
    done = status === 130 ? 128 + constants.signals[heard] : status;
    process.exitCode = done;
  };
  return { io, end };
}
