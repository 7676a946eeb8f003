import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Client } from 'pg';
import { afterAll } from 'vitest';
import { findBinaries } from '../../src/postgres/binaries.js';
import { openSlot } from '../../src/postgres/data-directory.js';
import { startEmbedded, type EmbeddedServer } from '../../src/postgres/embedded-server.js';
import { serverUser } from '../../src/postgres/server-user.js';
import type { PostgresServer } from '../../src/postgres/types.js';

const made: string[] = [];
afterAll(() => Promise.all(made.map((directory) => rm(directory, { recursive: true, force: true }))));

/** A directory of the test file's own that other users can walk into: as root, the server runs as `nobody`. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'pgcog-test-'));
  chmodSync(directory, 0o755);
  made.push(directory);
  return directory;
}

/** A server in the first slot, as on systems without sockets and signals; `password`: that of its clients, else the right one. */
export async function startOverTcp(slots: string, cacheDir: string, password?: string): Promise<EmbeddedServer> {
  const user = await serverUser();
  const binaries = await findBinaries(17, cacheDir, user !== null);
  const slot = await openSlot(slots, 0, binaries, user);
  if (slot === null) throw new Error(`${slots} is in use`);
  const own = { ...slot, password: password ?? slot.password };
  const server = await startEmbedded({ slot: own, binaries, user, version: 17, overTcp: true, passwords: false });
  if (server.kind !== 'embedded') throw new Error(JSON.stringify(server));
  return server;
}

/** Where a server keeps its files. */
export async function dataDirectory(server: PostgresServer): Promise<string> {
  const client = await server.connect(server.maintenance);
  const directory = await valueOf(client, 'show data_directory');
  await client.end();
  return String(directory);
}

/** One value, as the first column of the first row. */
export async function valueOf(client: Client, sql: string, values: readonly unknown[] = []): Promise<unknown> {
  const { rows } = await client.query<unknown[]>({ text: sql, values: [...values], rowMode: 'array' });
  return rows[0]?.[0];
}

/** Starts a program of `test/postgres/programs` in a process of its own and gives its lines one by one. */
export class Program {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(name: string, ...args: readonly string[]) {
    const jiti = join(import.meta.dirname, '../../node_modules/jiti/lib/jiti-register.mjs');
    const file = join(import.meta.dirname, 'programs', `${name}.ts`);
    this.process = spawn(process.execPath, ['--import', jiti, file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { stdout } = this.process;
    if (stdout === null) throw new Error('no output to read');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error('the program ended without the line');
    return next.value;
  }

  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.kill('SIGKILL');
    await gone;
  }

  /** Its exit code, once it has ended by itself. */
  exit(): Promise<number | null> {
    return new Promise((resolve) => this.process.on('exit', resolve));
  }
}

/** Waits until it holds; fails after five seconds. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`still not so: ${what}`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
