import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogLine } from '../../runtime/types.js';
import type { FunctionOutput } from './types.js';

/** Tells apart what a function prints from what dev prints: both are one process here. */
export interface Capture {
  /** What the work prints is said to be this function's. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** What the work prints is dev's own again. */
  outside<T>(work: () => T): T;
  /** Streams are as they were before. */
  release(): void;
}

type Write = typeof process.stdout.write;

/** Lambda writes what functions print to their log; so does this. A line that the runtime logs is told as what it is. */
export function captureOutput(say: (output: FunctionOutput) => void): Capture {
  const inside = new AsyncLocalStorage<string>();
  const streams = [process.stdout, process.stderr];
  const before = streams.map((stream) => stream.write);
  for (const [at, stream] of streams.entries()) {
    const write = before[at] as Write;
    stream.write = ((...given: Parameters<Write>): boolean => {
      const from = inside.getStore();
      if (from === undefined) return write.apply(stream, given);
      // What is said of it is dev's own.
      inside.exit(() => tell(from, textOf(given[0]), say));
      const done = given.find((one) => typeof one === 'function') as (() => void) | undefined;
      if (done !== undefined) queueMicrotask(done);
      return true;
    }) as Write;
  }
  return {
    run: (name, work) => inside.run(name, work),
    outside: (work) => inside.exit(work),
    release: () => {
      for (const [at, stream] of streams.entries()) stream.write = before[at] as Write;
    },
  };
}

const textOf = (chunk: string | Uint8Array): string => (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));

function tell(from: string, text: string, say: (output: FunctionOutput) => void): void {
  for (const line of text.replace(/\n$/u, '').split('\n')) say(statementOf(line) ?? { kind: 'printed', from, text: line });
}

/** Lines of the Lambda package: of the data source, of triggers, of the worker and the rotation. */
function statementOf(text: string): FunctionOutput | null {
  if (!/^\{"(?:statement|hook|act)":/u.test(text)) return null;
  try {
    const line = JSON.parse(text) as Partial<LogLine> & { readonly hook?: string; readonly act?: string; readonly outcome?: string; readonly code?: string };
    if (typeof line.statement === 'string') return typeof line.ms === 'object' ? { kind: 'statement', line: line as LogLine } : null;
    const [name, outcome] = [line.hook ?? line.act, line.outcome ?? line.code];
    return typeof name === 'string' && typeof outcome === 'string' ? { kind: 'function', name, outcome, line } : null;
  } catch {
    return null; // It only begins like one.
  }
}
