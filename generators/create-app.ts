#!/usr/bin/env node
import { appMain } from './app/main.js';
import { onBrokenPipe } from './pgcog/on-broken-pipe.js';

onBrokenPipe(process.stdout, process.stderr);

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

process.exitCode = await appMain(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
  ...(process.stdin.isTTY && process.stderr.isTTY && {
    ask: async (question: string) => (await import('./pgcog/ask.js')).ask(question, { input: process.stdin, output: process.stderr, signal: interrupted.signal }),
  }),
});
