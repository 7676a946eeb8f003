import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { findBinaries } from './binaries.js';
import { cacheDirectory } from './cache-directory.js';
import { openSlot, superuser } from './data-directory.js';
import { startEmbedded } from './embedded-server.js';
import { adminSettings, openClient, startOptions } from './open-client.js';
import { ServerRefusal } from './refusal.js';
import { serverUser } from './server-user.js';
import type { ServerMajor } from './types.js';

/** Who connects, and where to; without a password as the superuser, through a socket that is ours alone. */
export interface LastingLogin {
  readonly user: string;
  readonly password: string;
}

/** A server whose databases stay, shared by all processes of this machine that open the same directory. */
export interface LastingServer {
  readonly version: ServerMajor;
  /** A directory of sockets, or an address of this machine. */
  readonly host: string;
  readonly port: number;
  /** Null: as the superuser. */
  connect(database: string, login: LastingLogin | null): Promise<Client>;
  /** The server ends with its last session: waits for that, but no longer than a moment. */
  stop(): Promise<void>;
}

export interface LastingOptions {
  /** Absolute; the server's user must be able to reach it. */
  readonly directory: string;
  readonly version: ServerMajor;
  /** Decides about the cache's place, where PostgreSQL's programs may be. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds: for another process's server to be ready, or gone; between two looks; for a server to end. */
const [patience, pause, ending] = [60_000, 100, 3_000];

/**
 * Opens the server of a directory: the one that is running, started by whatever process, or one started now. Sessions
 * have time zone UTC and a path of `pg_catalog`.
 *
 * @throws ServerRefusal: no PostgreSQL for this machine (PGC190), it does not start or the data are of another version (PGC191),
 * no cache directory (PGC194)
 */
export async function openLastingServer(options: LastingOptions): Promise<LastingServer> {
  const user = await serverUser();
  const cache = await cacheDirectory({ wanted: null, environment: options.environment, otherUser: user !== null });
  const binaries = await findBinaries(options.version, cache, user !== null);
  const start = { binaries, user, version: options.version, overTcp: process.platform === 'win32', passwords: true, lasting: true };
  for (const until = Date.now() + patience; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, pause))) {
    await checkVersion(options);
    const running = await findRunning(options);
    if (running !== null) return running;
    const slot = await openSlot(options.directory, 0, binaries, user);
    if (slot === null) continue;
    const started = await startEmbedded({ ...start, slot });
    if (started.kind === 'embedded') {
      const there = await findRunning(options);
      if (there !== null) return { ...there, stop: () => Promise.race([started.stop(), new Promise<void>((resolve) => void setTimeout(resolve, ending).unref())]) };
      await started.stop();
    } else {
      slot.claim.release();
      if (started.kind === 'failed') throw new ServerRefusal('PGC191', `PostgreSQL does not start: ${started.log.split('\n').join(' / ')}`, `put that right, or remove ${options.directory} to begin anew`);
    }
  }
  throw new ServerRefusal('PGC191', `another process has ${options.directory}, and no server answers`, 'end that process, or wait for it');
}

async function checkVersion({ directory, version }: LastingOptions): Promise<void> {
  const found = (await textOf(join(directory, 'slot-0', 'data', 'PG_VERSION')))?.trim();
  if (found === undefined || found === String(version)) return;
  throw new ServerRefusal('PGC191', `${directory} holds data of PostgreSQL ${found}, the settings say ${version}`, `set postgres: ${found}, or remove the folder to begin anew`);
}

/** The server that says by its `postmaster.pid` that it is ready, if it lets us in; else null. */
export async function findRunning({ directory, version }: Pick<LastingOptions, 'directory' | 'version'>): Promise<LastingServer | null> {
  const lines = (await textOf(join(directory, 'slot-0', 'data', 'postmaster.pid')))?.split('\n') ?? [];
  const [, , , port = '', socket = '', address = '', , state = ''] = lines;
  if (state.trim() !== 'ready') return null;
  const host = socket === '' ? address : socket;
  const password = (await textOf(join(directory, 'slot-0', 'password'))) ?? '';
  const connect = (database: string, login: LastingLogin | null): Promise<Client> => openClient({
    host, port: Number(port), database, user: login?.user ?? superuser, password: login?.password ?? password, ssl: false,
    options: startOptions([...adminSettings, ['statement_timeout', '0']]),
  });
  try {
    await (await connect('postgres', null)).end();
  } catch (error) {
    // A dead server's file, or one that is ending (57P03): the next look tells.
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === '57P03' || code === 'ECONNRESET') return null;
    throw error;
  }
  return { version, host, port: Number(port), connect, stop: () => Promise.resolve() };
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);
