import type { Io } from './io.js';
import { onBrokenPipe } from './pgcog/on-broken-pipe.js';

/** The world of this process, for a bin: signals interrupt it once, and a reader who goes early is no failure. */
export function processIo(): Io {
  onBrokenPipe(process.stdout, process.stderr);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
    ...(process.stdin.isTTY && process.stderr.isTTY && {
      ask: async (question: string) => (await import('./pgcog/ask.js')).ask(question, { input: process.stdin, output: process.stderr, signal: interrupted.signal }),
    }),
  };
}
