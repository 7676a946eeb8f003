import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessFigure {
  /** Wall clock, milliseconds. */
  readonly time: number;
  /** Peak resident memory of the process itself, bytes; null where the system does not tell. */
  readonly memory: number | null;
}

/**
 * Runs a script of Node.js as a process of its own, to its end.
 *
 * @throws Error with what it said when it ends with another status than 0
 */
export async function measureProcess(args: readonly string[]): Promise<ProcessFigure> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let [memory, complaints] = [null as number | null, ''];
  child.stderr.on('data', (chunk: Buffer) => (complaints = `${complaints}${chunk.toString()}`.slice(-4000)));
  const timer = setInterval(() => (memory = peakMemory(child.pid ?? 0) ?? memory), 10);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (status !== 0) throw new Error(`${args.join(' ').slice(0, 300)} ended with ${status}\n${complaints}`);
  return { time: performance.now() - started, memory };
}

function peakMemory(pid: number): number | null {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? null : Number(line[1]) * 1024;
  } catch {
    return null; // Not Linux, or the process has ended since.
  }
}
