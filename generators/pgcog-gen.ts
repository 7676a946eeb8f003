#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { main } from './main.js';

// A run lasts a second or two. By default V8 spends a third of its work on optimizing functions that are then not called
// any more; this is fifteen times its usual patience. What goes on for longer is optimized all the same.
setFlagsFromString('--interrupt-budget=1000000');

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
});
