import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.js';

/** How a program ended: its exit code, and what it said on standard output and standard error. */
export interface ProgramEnd {
  readonly code: number;
  readonly output: string;
}

/** The environment of every process of PostgreSQL: nothing of the user's (`PGPORT`, `LC_ALL`, `TZ`) may reach it. */
export function serverEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'];
  const ours = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(ours), LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs one of PostgreSQL's programs to its end; `input` is what it reads. A program that cannot be started ends with -1. */
export function runProgram(
  program: string, arguments_: readonly string[], user: ServerUser | null, input = '',
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, arguments_, {
      cwd: '/',
      env: serverEnvironment(),
      windowsHide: true,
      ...(user !== null && { uid: user.uid, gid: user.gid }),
    });
    let output = '';
    const add = (chunk: string): void => void (output += chunk);
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}
