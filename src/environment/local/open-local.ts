import { openLastingServer, type LastingServer } from '../../postgres/lasting-server.js';
import { ServerRefusal } from '../../postgres/refusal.js';
import type { ServerMajor } from '../../postgres/types.js';
import { openDatabase } from '../open-database.js';
import type { Database, Secrets } from '../types.js';
import type { LocalPlace } from './local-place.js';
import { localDatabase, prepareDatabase } from './prepare-database.js';

export interface LocalOptions {
  readonly place: LocalPlace;
  readonly version: ServerMajor;
  readonly secrets: Secrets;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The project's own server, and its database open as its owner. */
export interface LocalServer {
  readonly server: LastingServer;
  readonly database: Database;
}

/** Times to begin again where the server that was running has ended meanwhile. */
const tries = 5;

/**
 * The project's own database: its server is started where it does not run, and ends with its last session.
 *
 * @throws ServerRefusal where there can be no server; CommandRefusal PGC608 where its secret cannot be used
 */
export async function openLocal(options: LocalOptions): Promise<Database> {
  return (await openLocalServer(options)).database;
}

/**
 * The same, for who wants to know where it listens. The server ends with its last session.
 *
 * @throws as {@link openLocal}
 */
export async function openLocalServer(options: LocalOptions): Promise<LocalServer> {
  for (let left = tries; ; left--) {
    const server = await openLastingServer({ directory: options.place.postgres, version: options.version, environment: options.variables });
    try {
      return { server, database: await openOn(server, options.secrets) };
    } catch (error) {
      await server.stop();
      if (left === 0 || !hasEnded(error)) throw error;
    }
  }
}

/** 57P03: it is shutting down, since whoever started it has done. */
function hasEnded(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['57P03', 'ENOENT', 'ECONNREFUSED', 'ECONNRESET'].includes(String(error.code));
}

async function openOn(server: LastingServer, secrets: Secrets): Promise<Database> {
  const admin = await server.connect('postgres', null);
  const login = await prepareDatabase(admin, secrets).finally(() => admin.end());
  let isOpen = false;
  const database = await openDatabase(() => server.connect(localDatabase, { user: login.username, password: login.password }).catch((error: unknown) => {
    // It waits for our own session: to try again would be to wait for ourselves.
    throw isOpen && hasEnded(error) ? new ServerRefusal('PGC191', 'the local server takes no more connections: whoever had started it has ended', 'run it again: what was done stays') : error;
  }));
  isOpen = true;
  let closed: Promise<void> | null = null;
  return { ...database, close: () => (closed ??= database.close().then(() => server.stop())) };
}
