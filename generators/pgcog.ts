#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { main } from './pgcog/main.js';
import { onBrokenPipe } from './pgcog/on-broken-pipe.js';

// The SDK's advice about Node.js is for who bundled it, not for who runs a command.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

onBrokenPipe(process.stdout, process.stderr);

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
  ...(process.stdin.isTTY && process.stderr.isTTY && {
    lines: (heard: (line: string) => void) => {
      const typed = createInterface({ input: process.stdin });
      typed.on('line', heard);
      return () => typed.close();
    },
    ask: async (question: string) => (await import('./pgcog/ask.js')).ask(question, { input: process.stdin, output: process.stderr, signal: interrupted.signal }),
  }),
});
