import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import type { Io } from '../../generators/io.js';
import { main } from '../../generators/pgcog/main.js';
import { openLastingServer } from '../../src/postgres/lasting-server.js';

const shop = fileURLToPath(new URL('../../fixtures/generate/shop', import.meta.url));

/** The sample's project in a folder of its own, which PostgreSQL's user can reach. `config`: other settings. */
export function shopProject(config: string | null = null): string {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-command-'));
  chmodSync(root, 0o755);
  cpSync(shop, root, { recursive: true, filter: (path) => !path.endsWith('expected') });
  if (config !== null) writeFileSync(join(root, 'pgcog.config.ts'), config);
  return root;
}

export const removeProject = (root: string): void => rmSync(root, { recursive: true, force: true });

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** What was printed with `--json`. */
  readonly json: Record<string, unknown>;
}

export interface World {
  readonly env?: Io['env'];
  /** Answers of whoever sits at the terminal, in order. */
  readonly answers?: readonly (string | null)[];
  readonly signal?: AbortSignal;
  /** Questions that were asked. */
  readonly asked?: string[];
}

/** Runs `pgcog` with these arguments in `root`. */
export async function pgcog(root: string, args: readonly string[], { env = {}, answers, signal, asked }: World = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const left = [...(answers ?? [])];
  const io: Io = {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    signal: signal ?? new AbortController().signal,
    ...(answers !== undefined && { ask: (question: string) => {
      asked?.push(question);
      return Promise.resolve(left.shift() ?? null);
    } }),
  };
  const status = await main(args, io);
  return { status, out, err, json: args.includes('--json') && out !== '' ? (JSON.parse(out) as Record<string, unknown>) : {} };
}

/** The local database of a project, as superuser: while it is open, commands find the server running. */
export async function openLocalDatabase(root: string): Promise<{ readonly client: Client; close(): Promise<void> }> {
  const server = await openLastingServer({ directory: join(root, '.pgcog', 'local', 'postgres'), version: 17, environment: process.env });
  const client = await server.connect('pgcog', null);
  return {
    client,
    close: async () => {
      await client.end();
      await server.stop();
    },
  };
}
